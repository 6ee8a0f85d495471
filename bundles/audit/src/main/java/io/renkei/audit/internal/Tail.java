package io.renkei.audit.internal;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the trail ends on disk.
 *
 * @param newest file that is written to, or null in an empty trail
 * @param number of the last entry; 0 if there is none
 * @param chain value of the last entry
 * @param unfinished whether the newest file does not end with a line end
 * @param torn whether the bytes of that last line are not an entry
 */
record Tail(@Nullable Path newest, long number, String chain, boolean unfinished, boolean torn) {
    static final Tail EMPTY = new Tail(null, 0, EntryLine.GENESIS, false, false);

    static Tail of(TrailFolder folder) throws IOException {
        Tail found = EMPTY;
        for (Path file : folder.newestFirst()) {
            try (BackwardLines lines = new BackwardLines(file)) {
                byte[] line = lines.previous();
                if (found.newest() == null) {
                    boolean unfinished = line != null && !lines.terminated();
                    boolean torn = line != null && unfinished && EntryLine.read(line) == null;
                    found = new Tail(file, 0, EntryLine.GENESIS, unfinished, torn);
                }
                for (; line != null; line = lines.previous()) {
                    EntryLine entry = EntryLine.read(line);
                    if (entry != null) {
                        return new Tail(
                                found.newest(),
                                entry.entry().number(),
                                entry.entry().chain(),
                                found.unfinished(),
                                found.torn());
                    }
                }
            }
        }
        return found;
    }
}
