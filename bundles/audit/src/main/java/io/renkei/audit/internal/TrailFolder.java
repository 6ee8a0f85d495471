package io.renkei.audit.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** The files of the trail: {@code audit-2026-11-26.jsonl} and so on, one a day (UTC), kept until somebody archives them. */
record TrailFolder(Path path) {
    private static final Pattern NAME = Pattern.compile("audit-[0-9]{4}-[0-9]{2}-[0-9]{2}\\.jsonl");

    /** Name of the file for a moment; names sort by day. */
    static String nameFor(Instant time) {
        return "audit-" + LocalDate.ofInstant(time, ZoneOffset.UTC) + ".jsonl";
    }

    /** Oldest first. */
    List<Path> files() throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (NAME.matcher(entry.getFileName().toString()).matches()) {
                    files.add(entry);
                }
            }
        }
        Collections.sort(files);
        return files;
    }

    /** Newest first. */
    List<Path> newestFirst() throws IOException {
        List<Path> files = new ArrayList<>(files());
        Collections.reverse(files);
        return files;
    }
}
