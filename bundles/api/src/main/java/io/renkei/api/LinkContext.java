package io.renkei.api;

/** What one half of one link works with; made by the runtime, bound into the Camel context under the link id. */
public interface LinkContext {
    LinkId id();

    Half half();

    /** The kind's settings of this half. */
    Settings settings();

    LinkReporter reporter();

    Policy policy();

    Secrets secrets();

    /** Random text of this opening of the link, see {@link Hello#incarnation()}. */
    String incarnation();

    /** With which this half owns the link; {@link Epoch#NONE} at the site, and where a link is only looked at. */
    Epoch epoch();

    /**
     * @throws IllegalStateException at the site
     */
    FarSide farSide();

    /**
     * @throws IllegalStateException at the site
     */
    Barriers barriers();
}
