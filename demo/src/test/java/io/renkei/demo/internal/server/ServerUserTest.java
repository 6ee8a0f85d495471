package io.renkei.demo.internal.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServerUserTest {
    /** Seen in a container without user name spaces: the demo's own temporary folder kept nobody out. */
    @Test
    void nobodyGetsThroughATemporaryFolderToItsOwn() throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) {
            // others than root run PostgreSQL as themselves
            assertEquals(ServerUser.SAME, ServerUser.find());
            return;
        }
        Path temporary = Files.createTempDirectory("renkei-user");
        Path data = Files.createDirectory(temporary.resolve("data"));
        try {
            assertFalse(ServerUser.NOBODY.reaches(data));
            ServerUser.NOBODY.letThrough(data);
            assertTrue(ServerUser.NOBODY.reaches(data));
        } finally {
            Folders.delete(temporary);
        }
    }
}
