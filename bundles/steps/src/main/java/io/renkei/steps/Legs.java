package io.renkei.steps;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkReporter;
import io.renkei.api.LinkState;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes one state of the states of a half's legs: the worst, as the operator must see it. */
public final class Legs {
    /** Worst first: what a person must mend, then what heals, then what is on its way. */
    private static final List<Class<? extends LinkState>> WORST_FIRST = List.of(
            LinkState.Failed.class,
            LinkState.Fenced.class,
            LinkState.Refused.class,
            LinkState.Retrying.class,
            LinkState.Loading.class,
            LinkState.Starting.class,
            LinkState.Running.class);

    private final LinkReporter reporter;
    private final Map<Leg, LinkState> states = new EnumMap<>(Leg.class);

    /**
     * @param legs those the half has; all are starting
     */
    public Legs(LinkReporter reporter, Leg... legs) {
        this.reporter = reporter;
        for (Leg leg : legs) {
            states.put(leg, new LinkState.Starting(Instant.now()));
        }
    }

    /** One leg is in this state now. */
    public synchronized void set(Leg leg, LinkState state) {
        states.put(leg, state);
        reporter.state(worst());
    }

    /** Every leg begins anew. */
    public synchronized void restart() {
        states.replaceAll((leg, state) -> new LinkState.Starting(Instant.now()));
        reporter.state(worst());
    }

    /** A leg's route was stopped by another hand than the runtime's: it carries nothing, and would look idle. */
    void routeStopped(Leg leg) {
        String detail = "the route of " + leg + " was stopped by JMX or Hawtio, not by renkei:pause";
        set(leg, new LinkState.Failed(Instant.now(), ErrorCode.ROUTE_STOPPED, detail));
    }

    /** A leg's route starts; what it was is shown until it is at work, except that its route was stopped. */
    synchronized void routeStarted(Leg leg) {
        LinkState state = states.get(leg);
        if (state != null && state.code() == ErrorCode.ROUTE_STOPPED) {
            set(leg, new LinkState.Starting(Instant.now()));
        }
    }

    private LinkState worst() {
        for (Class<? extends LinkState> type : WORST_FIRST) {
            for (LinkState state : states.values()) {
                if (type.isInstance(state)) {
                    return state;
                }
            }
        }
        throw new IllegalStateException("a leg is in a state that only a whole half can have: " + states);
    }
}
