package io.renkei.demo.internal.bench.faults;

/** What breaks. */
enum Strike {
    CENTRE("kill -9 of the centre"),
    SITE("kill -9 of the site"),
    SOURCE("kill -9 of the source's server"),
    TARGET("kill -9 of the target's server"),
    CUT("the line is cut"),
    SILENT("the line is silent"),
    SITE_LOST("half-open line, the centre is not told"),
    CENTRE_LOST("half-open line, the site is not told");

    private final String text;

    Strike(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
