package io.renkei.config.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.ConfigFault;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.felix.utils.properties.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CfgFileTest {
    private static final long SEED = 20260401L;

    @TempDir
    private Path folder;

    private CfgFile.Content read(String text) throws IOException {
        return CfgFile.read(Files.writeString(folder.resolve("a.cfg"), text));
    }

    private static List<String> entries(CfgFile.Content content) {
        return content.entries().values().stream()
                .map(entry -> entry.line() + " " + entry.key() + "=" + entry.value())
                .toList();
    }

    private static List<String> faults(CfgFile.Content content) {
        return content.faults().stream()
                .map(fault -> fault.line() + " " + fault.code().number() + " " + fault.message())
                .toList();
    }

    private void right(String text, String... expected) throws IOException {
        CfgFile.Content content = read(text);
        assertEquals(List.of(), faults(content), text);
        assertEquals(List.of(expected), entries(content), text);
    }

    private void wrong(String text, String... expected) throws IOException {
        assertEquals(List.of(expected), faults(read(text)), text);
    }

    @Test
    void lineEndsMarksAndCommentsOfEveryKind() throws IOException {
        right("a = 1\r\nb = 2\r\n", "1 a=1", "2 b=2");
        right("a = 1\rb = 2", "1 a=1", "2 b=2");
        right("\uFEFFa = 1\n", "1 a=1");
        right("# c\n! d\n\n   \n  # e\na=1\n", "6 a=1");
        right("a=1 # no comment\n", "1 a=1 # no comment");
        right("a:1\nb =\nc   =   x  y  \n", "1 a=1", "2 b=", "3 c=x  y");
    }

    @Test
    void aContinuedLineHasTheLineOfItsBegin() throws IOException {
        right("# c\na = 1,\\\n    2,\\\n    3\nb = 4\n", "2 a=1,2,3", "5 b=4");
        right("a = x\\\n# comment between\n  y\n", "1 a=xy");
        right("a = x\\\\\nb = y\n", "1 a=x\\", "2 b=y");
        wrong("a = x\\\n", "1 RNK-2001 the file ends where the backslash promises a further line");
    }

    @Test
    void escapesAreThoseOfKaraf() throws IOException {
        right("a = \\u6771\\u4eac\n", "1 a=東京");
        right("a\\ b = 1\na\\=b = 2\n", "1 a b=1", "2 a=b=2");
        right("a = c:\\\\temp\\:x\n", "1 a=c:\\temp:x");
        wrong("a = \\u67\n", "1 RNK-2001 a: \\u needs four hexadecimal digits; write \\\\u for a backslash and u");
        wrong("a = c:\\srv\n", "1 RNK-2001 a: \\s means nothing; write \\\\ for a backslash");
    }

    @Test
    void whatIsNoEntryIsNotRepeated() throws IOException {
        wrong("hunter2\n", "1 RNK-2001 not 'key = value'");
        wrong("password hunter2\n", "1 RNK-2001 not 'key = value'");
        wrong("password＝hunter2\n", "1 RNK-2001 not 'key = value' (＝ is not =)");
        wrong(" = hunter2\n", "1 RNK-2001 no key before the '='");
    }

    @Test
    void aFileThatIsNoneHasOneFault() throws IOException {
        assertEquals(List.of("0 RNK-2009 there is no such file"), faults(CfgFile.read(folder.resolve("absent.cfg"))));
        assertEquals(List.of("0 RNK-2009 there is no such file"), faults(CfgFile.read(folder)));
        Path large = Files.write(folder.resolve("large.cfg"), new byte[4 * 1024 * 1024 + 1]);
        assertEquals(List.of("0 RNK-2009 larger than 4194304 bytes"), faults(CfgFile.read(large)));
        Path utf16 = Files.write(folder.resolve("utf16.cfg"), "a = 1\n".getBytes(StandardCharsets.UTF_16));
        assertEquals(
                List.of("1 RNK-2001 not UTF-8 (perhaps saved as Shift_JIS); save the file as UTF-8"),
                faults(CfgFile.read(utf16)));
    }

    /** What we accept, Karaf's reader reads the same; what it rewrites (config:property-set), we read the same. */
    @Test
    void readsWhatKarafReads() throws IOException {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < 1_000; i++) {
            String text = randomText(random);
            CfgFile.Content ours = read(text);
            if (!ours.faults().isEmpty()) {
                continue;
            }
            accepted++;
            Map<String, String> values = new LinkedHashMap<>();
            ours.entries().forEach((key, entry) -> values.put(key, entry.value()));
            Properties karaf = new Properties(false);
            karaf.load(new StringReader(text));
            Map<String, String> theirs = new LinkedHashMap<>();
            // Karaf keeps blanks at the end of a value; nobody who writes a file can see them
            karaf.forEach((key, value) -> theirs.put(key, value.strip()));
            assertEquals(theirs, values, text);

            // as config:property-set does, which takes the bytes as they are
            Path rewritten = Files.writeString(folder.resolve("b.cfg"), text);
            Properties edited = new Properties(false);
            edited.load(rewritten.toFile());
            edited.put("added", "1");
            edited.save(rewritten.toFile());
            Map<String, String> again = new LinkedHashMap<>();
            CfgFile.Content content = CfgFile.read(rewritten);
            assertEquals(List.of(), content.faults(), () -> text + " -> " + content.faults());
            content.entries().forEach((key, entry) -> again.put(key, entry.value()));
            values.put("added", "1");
            assertEquals(values, again, text);
        }
        assertTrue(accepted > 200, "accepted " + accepted);
    }

    private static String randomText(Random random) {
        List<String> pieces = List.of(
                "k",
                "key",
                "=",
                "=",
                " = ",
                ":",
                " ",
                "\t",
                "\n",
                "\n",
                "\r\n",
                "\\\n",
                "\\",
                "\\\\",
                "\\u6771",
                "\\n",
                "\\t",
                "#",
                "!",
                "# c\n",
                "値",
                "a.b",
                "x,y",
                "  ",
                "secret:n",
                "\\:",
                "\\=",
                "\\ ",
                "0");
        StringBuilder text = new StringBuilder();
        int lines = 1 + random.nextInt(3);
        for (int line = 0; line < lines; line++) {
            text.append("key").append(line).append(random.nextBoolean() ? " = " : "=");
            int count = random.nextInt(6);
            for (int i = 0; i < count; i++) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            text.append('\n');
        }
        return text.toString();
    }

    @Test
    void neverFailsOnAnyBytes() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                if (random.nextInt(3) > 0) {
                    bytes[j] = (byte) "a=\\u\n# :".charAt(random.nextInt(8));
                }
            }
            CfgFile.Content content = CfgFile.read(Files.write(folder.resolve("f.cfg"), bytes));
            for (ConfigFault fault : content.faults()) {
                assertTrue(fault.line() <= 1 + bytes.length, fault::toString);
            }
        }
    }
}
