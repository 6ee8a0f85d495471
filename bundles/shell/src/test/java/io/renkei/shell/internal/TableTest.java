package io.renkei.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void aJapaneseCharacterTakesTwoCells() {
        Table table = new Table("NAME", "X");
        table.row("東京", "1");
        table.row("ab", "2");
        assertEquals("NAME  X\n東京  1\nab    2\n", printed(table));
    }

    @Test
    void csvQuotesWhatNeedsIt() {
        Table table = new Table("A", "B");
        table.row("x,y", "say \"no\"");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.printCsv(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertEquals("A,B\n\"x,y\",\"say \"\"no\"\"\"\n", bytes.toString(StandardCharsets.UTF_8));
    }

    private static String printed(Table table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
