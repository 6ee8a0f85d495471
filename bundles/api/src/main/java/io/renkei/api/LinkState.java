package io.renkei.api;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where one half of a link is in its life; the one thing that shell, JMX, log and health read. Each state holds only what
 * is true in it; all times are UTC.
 */
public sealed interface LinkState {
    /** When it became so. */
    Instant since();

    /** Lower-case word for operators, for example {@code running}. */
    default String name() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The word for it in the given language (English or Japanese). */
    default String label(Locale locale) {
        return ApiTexts.text("words", "state." + name(), locale);
    }

    /** What an operator should think of it. */
    enum Level {
        /** Carries data, proved by the probe. */
        OK,
        /** Carries nothing now, on somebody's order or on the way to running. */
        WARNING,
        /** Should carry data and does not. */
        ERROR
    }

    /** What an operator should think of it; the one place that every face takes it from. */
    default Level level() {
        return Level.WARNING;
    }

    /** The fault that is behind it, or null. */
    default @Nullable ErrorCode code() {
        return null;
    }

    /** The fault's text, or empty; no values of rows, no secrets. */
    default String detail() {
        return "";
    }

    /** Known from a valid configuration, not begun. */
    record Configured(Instant since) implements LinkState {}

    /** A start guard, the policy or the configuration says no. */
    record Refused(Instant since, ErrorCode code, String detail) implements LinkState {
        @Override
        public Level level() {
            return Level.ERROR;
        }
    }

    /** The base copy is on its way. */
    record Loading(Instant since) implements LinkState {}

    /** Connecting, claiming, catching the position. */
    record Starting(Instant since) implements LinkState {}

    /** Carries, and the probe comes through. */
    record Running(Instant since) implements LinkState {
        @Override
        public Level level() {
            return Level.OK;
        }
    }

    /**
     * Stopped by a person.
     *
     * @param until when it resumes by itself; null: until somebody resumes it
     */
    record Paused(Instant since, String by, @Nullable Instant until) implements LinkState {}

    /**
     * Finishes the batch in hand before it stops, pauses or moves.
     *
     * @param detail what it waits for, and for how long
     */
    record Draining(Instant since, String detail) implements LinkState {}

    /** A fault that heals by itself; tried again for ever. */
    record Retrying(Instant since, ErrorCode code, String detail, int attempt, Instant nextTry) implements LinkState {
        @Override
        public Level level() {
            return Level.ERROR;
        }
    }

    /**
     * Another owner has the target.
     *
     * @param owner its epoch; whoever resumes here claims a higher one
     */
    record Fenced(Instant since, String detail, Epoch owner) implements LinkState {
        @Override
        public Level level() {
            return Level.ERROR;
        }

        @Override
        public ErrorCode code() {
            return ErrorCode.FENCED;
        }
    }

    /** A fault that a person must mend. */
    record Failed(Instant since, ErrorCode code, String detail) implements LinkState {
        @Override
        public Level level() {
            return Level.ERROR;
        }
    }

    /** Ended on purpose: its configuration is gone or the node goes down. */
    record Stopped(Instant since) implements LinkState {}

    /** Nothing is wrong that is known, but the probe that crosses the whole link is missing. */
    record Stale(Instant since, Instant lastProbe) implements LinkState {
        @Override
        public Level level() {
            return Level.ERROR;
        }
    }
}
