package io.renkei.steps;

/** The parts of a half that can be in different states; the half shows the worst. */
public enum Leg {
    CAPTURE,
    SEND,
    APPLY
}
