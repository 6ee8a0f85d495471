package io.renkei.shell.internal;

/** What a command gives back to scripts; docs/operations.md lists them. */
final class ExitStatus {
    static final int OK = 0;

    /** The shell's own too: unknown command, bad option, bad value. */
    static final int USAGE = 1;

    static final int WARNING = 10;
    static final int ERROR = 11;
    static final int NOTHING_MATCHES = 12;
    static final int CONFIGURATION_INVALID = 13;
    static final int REFUSED = 14;
    static final int TIMED_OUT = 15;

    private ExitStatus() {}
}
