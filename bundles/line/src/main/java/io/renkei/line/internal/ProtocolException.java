package io.renkei.line.internal;

import java.io.IOException;

/** The peer sent what the protocol does not allow; the channel is closed. The message never holds the peer's bytes. */
final class ProtocolException extends IOException {
    ProtocolException(String message) {
        super(message);
    }
}
