package io.renkei.steps;

import java.util.Locale;

/** The parts of a half that can be in different states; the half shows the worst. */
public enum Leg {
    CAPTURE,
    SEND,
    APPLY;

    /** As in the ids of routes. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
