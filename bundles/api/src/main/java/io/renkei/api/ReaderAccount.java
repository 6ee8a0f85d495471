package io.renkei.api;

import java.time.Duration;

/**
 * An account of a federation's own system that reads a link's target, and nothing else (R051, R077, R078).
 *
 * @param name of the account
 * @param password in clear; empty: none is set
 * @param statementMax no statement of it runs longer, so that none holds the link up for longer
 */
public record ReaderAccount(String name, String password, Duration statementMax) {
    /** Without the password: an account is shown in logs. */
    @Override
    public String toString() {
        return name;
    }
}
