package io.renkei.journal.internal;

import io.renkei.journal.FrameCodec;

/**
 * The buffers that one append or one reader works in; grown to the largest record they met, at most about 6 MiB with the
 * codec's. Used by one thread at a time.
 */
final class Workspace implements AutoCloseable {
    /** One write or read of the disk; also what the JDK keeps per thread to copy from the heap. */
    static final int CHUNK_BYTES = 128 * 1024;

    private static final int PLAIN_BYTES = 16 * 1024;

    private final FrameCodec codec = new FrameCodec();
    private byte[] window = new byte[CHUNK_BYTES];
    private byte[] plain = new byte[PLAIN_BYTES];
    private byte[] sealed = new byte[0];

    FrameCodec codec() {
        return codec;
    }

    /** What is going to, or came from, the disk; its content is kept when it grows. */
    byte[] window(int length) {
        if (window.length < length) {
            byte[] larger = new byte[length];
            System.arraycopy(window, 0, larger, 0, window.length);
            window = larger;
        }
        return window;
    }

    /** A payload before encryption. */
    byte[] plain(int length) {
        if (plain.length < length) {
            plain = new byte[length];
        }
        return plain;
    }

    /** A payload after encryption, or one whose mask is taken off. */
    byte[] sealed(int length) {
        if (sealed.length < length) {
            sealed = new byte[length];
        }
        return sealed;
    }

    @Override
    public void close() {
        codec.close();
    }
}
