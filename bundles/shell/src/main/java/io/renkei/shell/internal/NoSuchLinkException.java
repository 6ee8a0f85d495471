package io.renkei.shell.internal;

/** Nothing on this node is what the person named; the message says what was perhaps meant. */
final class NoSuchLinkException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NoSuchLinkException(String message) {
        super(message);
    }
}
