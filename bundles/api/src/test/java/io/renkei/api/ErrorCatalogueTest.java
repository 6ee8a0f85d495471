package io.renkei.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ErrorCatalogueTest {
    /** Run the tests of this module with {@code -Drenkei.docs=write} after a code was added. */
    private static final boolean WRITE = "write".equals(System.getProperty("renkei.docs"));

    private static final Path CATALOGUE = Path.of("../../docs/errors.md");

    @Test
    void theCatalogueHoldsEveryCodeInBothLanguages() throws IOException {
        String text = catalogue();
        if (WRITE) {
            Files.writeString(CATALOGUE, text);
        }
        assertEquals(text, Files.readString(CATALOGUE));
    }

    private static String catalogue() {
        StringBuilder text = new StringBuilder("# Error catalogue - エラー一覧\n\n"
                + "Made from `errors.properties` of `io.renkei.api`; a test keeps it complete.\n");
        for (ErrorCode code : ErrorCode.values()) {
            text.append("\n## ")
                    .append(code.number())
                    .append(' ')
                    .append(code.name())
                    .append("\n\n");
            text.append("- Cause: ").append(code.cause(Locale.ENGLISH)).append('\n');
            text.append("- Action: ").append(code.action(Locale.ENGLISH)).append('\n');
            text.append("- 原因: ").append(code.cause(Locale.JAPANESE)).append('\n');
            text.append("- 対処: ").append(code.action(Locale.JAPANESE)).append('\n');
        }
        return text.toString();
    }
}
