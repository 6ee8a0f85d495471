package io.renkei.journal.internal;

import io.renkei.api.Journal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Random;

/** A process that appends batch after batch and says of each, once it is durable, its number; until it is killed. */
final class KilledWriter {
    private KilledWriter() {}

    /** What is in batch number n, from position n - 1 to n: the reader makes it anew and compares. */
    static Sample sample(long number) {
        Random random = new Random(number);
        String[] frames = new String[1 + random.nextInt(4)];
        for (int i = 0; i < frames.length; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(30_000), 32, 127).forEach(value -> text.append((char) value));
            frames[i] = text.toString();
        }
        return Sample.data(number - 1, number, frames);
    }

    /**
     * @param args root of the journals, {@code plain} or {@code sealed}
     */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        try (Node node = new Node(Path.of(args[0]))) {
            Journal journal = node.open(args[1].equals("sealed") ? Node.SEALED : Node.PLAIN);
            while (true) {
                journal.acknowledge(journal.end());
                out.println(journal.append(sample(journal.lastSeq() + 1).batch()));
            }
        }
    }
}
