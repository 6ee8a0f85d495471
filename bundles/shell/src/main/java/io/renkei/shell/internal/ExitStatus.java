package io.renkei.shell.internal;

/** What a command gives back to scripts; 1 is the shell's own (unknown command, bad option). */
final class ExitStatus {
    static final int OK = 0;
    static final int WARNING = 10;
    static final int ERROR = 11;
    static final int NOTHING_MATCHES = 12;
    static final int CONFIGURATION_INVALID = 13;
    static final int REFUSED = 14;
    static final int TIMED_OUT = 15;

    private ExitStatus() {}
}
