package io.renkei.line.internal;

import io.renkei.api.ErrorCode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a node speaks: first thing said on every channel. A release works with peers from {@link #OLDEST} on.
 *
 * @param protocol of these messages
 * @param journal format of batches
 * @param checkpoint rules of checkpoint and epoch
 */
record Versions(int protocol, int journal, int checkpoint) {
    static final Versions NEWEST = new Versions(1, 1, 1);

    /** Raised one release after the newest was. */
    static final Versions OLDEST = new Versions(1, 1, 1);

    private static final int MAGIC = 0x524E4B31; // "RNK1"

    void writeTo(DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeShort(protocol);
        out.writeShort(journal);
        out.writeShort(checkpoint);
    }

    /**
     * @throws ProtocolException if the peer is no Renkei, or one of a release too far away
     */
    static Versions read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new ProtocolException("the peer is not Renkei");
        }
        Versions peer = new Versions(in.readUnsignedShort(), in.readUnsignedShort(), in.readUnsignedShort());
        if (!near(OLDEST.protocol, peer.protocol, NEWEST.protocol)
                || !near(OLDEST.journal, peer.journal, NEWEST.journal)
                || !near(OLDEST.checkpoint, peer.checkpoint, NEWEST.checkpoint)) {
            throw new ProtocolException(ErrorCode.VERSION_UNSUPPORTED.number() + " the peer speaks " + peer.text()
                    + "; this node speaks " + NEWEST.text() + " and understands peers from " + OLDEST.text()
                    + " on, up to one step newer");
        }
        return peer;
    }

    /** The next release still speaks as this one does; one after that does not. */
    private static boolean near(int oldest, int peer, int newest) {
        return peer >= oldest && peer <= newest + 1;
    }

    private String text() {
        return "protocol " + protocol + ", journal " + journal + ", checkpoint " + checkpoint;
    }
}
