package io.renkei.audit.internal;

import io.renkei.api.AuditEntry;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks over the trail from its first entry and notes where the chain is broken; memory is bounded. */
final class TrailCheck {
    private static final int FINDINGS_MAX = 1_000;

    private final List<String> findings = new ArrayList<>();
    private long number;
    /** Chain value the next entry must follow; null after a line that can't be read. */
    private @Nullable String chain = EntryLine.GENESIS;

    private String chainBeforeBadLine = EntryLine.GENESIS;
    private @Nullable String badLine;

    /** How many lines a file has, an unfinished last one included. */
    static long lineCount(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            long lines = 1;
            int last = '\n';
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (last == '\n' && b >= 0) {
                    lines++;
                }
                last = b;
            }
            return lines - 1;
        }
    }

    /**
     * Checks one file, the files in order.
     *
     * @param length how many bytes of it count
     */
    void file(Path file, long length) throws IOException {
        String name = file.getFileName().toString();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long lineNumber = 1;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            long read = 0;
            for (int b = read < length ? in.read() : -1; b >= 0; b = read < length ? in.read() : -1) {
                read++;
                if (b == '\n') {
                    line(name + ":" + lineNumber, line.toByteArray());
                    line.reset();
                    lineNumber++;
                } else if (line.size() <= EntryLine.LINE_MAX_BYTES) {
                    line.write(b);
                }
            }
        }
        if (line.size() > 0) {
            finding(name + ":" + lineNumber + ": the last line has no end");
            chain = null;
        }
    }

    private void line(String place, byte[] bytes) {
        EntryLine line = EntryLine.read(bytes);
        if (line == null) {
            tellBadLine("");
            badLine = place;
            chainBeforeBadLine = chain == null ? chainBeforeBadLine : chain;
            chain = null;
            return;
        }
        AuditEntry entry = line.entry();
        boolean repair = entry.record().act().equals(FileAudit.REPAIR)
                && entry.record().subject().equals(badLine);
        tellBadLine(repair ? Long.toString(entry.number()) : "");
        String before = chain;
        if (repair) {
            before = chainBeforeBadLine;
        }
        if (before != null && !line.follows(before)) {
            finding(place + ": entry " + entry.number() + " was changed, or does not follow the line before it");
        } else if (before != null && entry.number() != number + 1) {
            finding(place + ": entry " + entry.number() + " comes after entry " + number);
        }
        chain = entry.chain();
        number = entry.number();
    }

    /** A line that can't be read is told of when the next shows whether it was a crash. */
    private void tellBadLine(String notedBy) {
        if (badLine == null) {
            return;
        }
        if (notedBy.isEmpty()) {
            finding(badLine + ": not an entry");
        } else {
            finding(badLine
                    + ": cut off in the middle, by a crash while it was written or by somebody later (noted by entry "
                    + notedBy + ")");
        }
        badLine = null;
    }

    /**
     * All files are read.
     *
     * @param written number of the last entry that this process wrote; negative if it is not known
     */
    void end(long written) {
        tellBadLine("");
        if (written >= 0 && number < written) {
            finding("the trail ends with entry " + number + ", but entry " + written + " was written");
        }
    }

    private void finding(String text) {
        if (findings.size() < FINDINGS_MAX) {
            findings.add(text);
        } else if (findings.size() == FINDINGS_MAX) {
            findings.add("more breaks follow");
        }
    }

    List<String> findings() {
        return List.copyOf(findings);
    }
}
