package io.renkei.line.internal;

import java.io.IOException;

/** Space for one channel's bytes at its reader: what a write may use without waiting for the reader. */
interface Room {
    /**
     * Waits for room for one byte at least; the only wait for the reader, and it ends with the channel.
     *
     * @return how many of the wanted bytes may be written now; 1 or more
     * @throws IOException if the channel is closed
     */
    int await(int wanted) throws IOException;
}
