package io.renkei.demo.internal.bench.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What this machine's disk takes for one durable write, whoever asks it. */
final class Fsync {
    private static final int WRITES = 500;
    private static final int BYTES = 4096;
    private static final double NANOS_OF_MS = 1_000_000.0;

    private Fsync() {}

    /** Appends and syncs, again and again, to a file of the folder. */
    static Latencies measure(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "fsync", ".tmp");
        double[] ms = new double[WRITES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < WRITES; i++) {
                ByteBuffer bytes = ByteBuffer.allocate(BYTES);
                long begin = System.nanoTime();
                channel.write(bytes);
                channel.force(false);
                ms[i] = (System.nanoTime() - begin) / NANOS_OF_MS;
            }
        } finally {
            Files.delete(file);
        }
        return Latencies.of(ms);
    }
}
