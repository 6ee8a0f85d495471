package io.renkei.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSecretsTest {
    private static final String SECRET = "hunter2-東京";

    @TempDir
    private Path etc;

    private NodeHome home;

    @BeforeEach
    void begin() {
        home = new NodeHome(etc);
    }

    private FileSecrets with(Map<String, String> environment) {
        return new FileSecrets(etc.resolve("secrets"), environment);
    }

    /** The refusal; neither it nor what it was caused by holds the secret. */
    private String refusal(FileSecrets secrets, String reference) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> secrets.resolve(reference));
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        assertFalse(text.toString().contains("hunter2"), text::toString);
        assertFalse(secrets.exists(reference));
        return e.getMessage().replace(etc + "/", "");
    }

    @Test
    void readsAFileOfItsOwnerWithoutItsLineEnd() {
        for (String end : List.of("", "\n", "\r\n")) {
            home.secret("a", "rw-------", SECRET + end);
            assertEquals(SECRET, home.secrets().resolve("secret:a"));
        }
        home.secret("a", "r--------", SECRET + "\n\n");
        assertEquals(SECRET + "\n", home.secrets().resolve("secret:a"));
        assertTrue(home.secrets().exists("secret:a"));
    }

    @Test
    void refusesAFileThatOthersCanUse() {
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rwx------", "rw-rw-rw-")) {
            home.secret("a", mode, SECRET);
            assertEquals(
                    "secret:a: others than its owner can use secrets/a; run: chmod 600 secrets/a",
                    refusal(home.secrets(), "secret:a"));
        }
    }

    @Test
    void aLinkCountsAsWhatItLeadsTo() throws IOException {
        Path open = home.secret("open", "rw-r--r--", SECRET);
        Files.createSymbolicLink(etc.resolve("secrets/a"), open);
        assertTrue(refusal(home.secrets(), "secret:a").contains("chmod 600"));
        Path closed = home.secret("closed", "rw-------", SECRET);
        Files.createSymbolicLink(etc.resolve("secrets/b"), closed);
        assertEquals(SECRET, home.secrets().resolve("secret:b"));
        Files.createSymbolicLink(etc.resolve("secrets/c"), etc.resolve("nowhere"));
        assertTrue(refusal(home.secrets(), "secret:c").contains("does not exist"));
    }

    @Test
    void refusesWhatIsNoSecret() throws IOException {
        home.secret("empty", "rw-------", "\n");
        assertEquals("secret:empty: secrets/empty is empty", refusal(home.secrets(), "secret:empty"));
        Files.write(home.secret("bytes", "rw-------", ""), new byte[] {'h', 'u', (byte) 0xff});
        assertEquals("secret:bytes: secrets/bytes is not UTF-8", refusal(home.secrets(), "secret:bytes"));
        home.secret("large", "rw-------", "hunter2".repeat(10_000));
        assertEquals("secret:large: secrets/large is larger than 65536 bytes", refusal(home.secrets(), "secret:large"));
        Files.createDirectories(etc.resolve("secrets/folder"));
        assertTrue(refusal(home.secrets(), "secret:folder").startsWith("secret:folder: "));
        assertEquals(
                "secret:none does not exist: no credential of systemd, no file secrets/none,"
                        + " no environment variable RENKEI_SECRET_NONE",
                refusal(home.secrets(), "secret:none"));
    }

    @Test
    void aReferenceLeadsNowhereElseAndIsNotRepeatedIfItIsNone() {
        home.secret("a", "rw-------", SECRET);
        for (String reference : List.of(
                "hunter2",
                "secret:",
                "secret:../secrets/a",
                "secret:/etc/passwd",
                "Secret:a",
                "secret:a/b",
                "secret:.a",
                "secret: a")) {
            assertEquals("not a reference of the form secret:NAME", refusal(home.secrets(), reference));
        }
    }

    @Test
    void theEnvironmentComesLastAndACredentialFirst() throws IOException {
        FileSecrets secrets = with(Map.of(
                "RENKEI_SECRET_DB_13_A",
                "of-environment",
                "CREDENTIALS_DIRECTORY",
                etc.resolve("credentials").toString()));
        assertEquals("of-environment", secrets.resolve("secret:db-13.a"));
        home.secret("db-13.a", "rw-------", "of-file");
        assertEquals("of-file", secrets.resolve("secret:db-13.a"));
        // systemd's folder is readable by the service alone, whatever the modes of its files
        Files.createDirectories(etc.resolve("credentials"));
        Files.writeString(etc.resolve("credentials/db-13.a"), "of-systemd\n");
        assertEquals("of-systemd", secrets.resolve("secret:db-13.a"));
        assertTrue(refusal(with(Map.of("RENKEI_SECRET_X", "")), "secret:x").contains("does not exist"));
    }

    @Test
    void aChangedSecretCountsAtOnceAndNothingIsKept() {
        FileSecrets secrets = with(Map.of("RENKEI_SECRET_B", "hunter2"));
        home.secret("a", "rw-------", "old");
        assertEquals("old", secrets.resolve("secret:a"));
        home.secret("a", "rw-------", "new");
        assertEquals("new", secrets.resolve("secret:a"));
        assertEquals("secrets of " + etc.resolve("secrets"), secrets.toString());
    }
}
