package io.renkei.management;

import io.renkei.api.Duty;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why one half of a link is as it is, in words for people.
 *
 * @param code the fault behind it, or null
 * @param cause what is so
 * @param detail the fault's own text, or empty
 * @param action what to do; empty: nothing
 * @param who who must act
 */
public record Explanation(@Nullable ErrorCode code, String cause, String detail, String action, Duty who) {
    /** What stands against this half carrying data in time; empty: nothing. */
    public static Optional<Explanation> of(LinkStatus status, Instant now, Locale locale, ZoneId zone) {
        Texts texts = new Texts(Explanation.class, "explanation", locale, zone);
        LinkState state = status.state();
        if (state instanceof LinkState.Retrying retrying) {
            String next = texts.text("retrying", retrying.attempt(), texts.time(retrying.nextTry()));
            ErrorCode code = retrying.code();
            return Optional.of(new Explanation(
                    code, code.cause(locale), retrying.detail(), next + " " + code.action(locale), code.duty()));
        }
        if (state.code() != null) {
            ErrorCode code = state.code();
            return Optional.of(
                    new Explanation(code, code.cause(locale), state.detail(), code.action(locale), code.duty()));
        }
        if (state instanceof LinkState.Stale stale) {
            return Optional.of(new Explanation(
                    null,
                    texts.text("stale", texts.time(stale.lastProbe())),
                    "",
                    ErrorCode.LINE_DOWN.action(locale),
                    Duty.OPERATOR));
        }
        if (state instanceof LinkState.Paused paused) {
            String cause = paused.until() == null
                    ? texts.text("paused", paused.by())
                    : texts.text("paused.until", paused.by(), texts.time(paused.until()));
            return Optional.of(
                    new Explanation(null, cause, "", texts.text("paused.action", status.link()), Duty.OPERATOR));
        }
        if (state instanceof LinkState.Running) {
            return late(status, now, texts);
        }
        return Optional.of(new Explanation(null, texts.text(state.name()), state.detail(), "", Duty.NOBODY));
    }

    private static Optional<Explanation> late(LinkStatus status, Instant now, Texts texts) {
        Duration lag = status.lag(now);
        if (lag == null || !status.late(now)) {
            return Optional.empty();
        }
        long waiting = status.journal() == null ? 0 : status.journal().unacknowledgedBytes();
        String cause = texts.text("late", Texts.brief(lag), Texts.brief(status.lateAfter()), Texts.bytes(waiting));
        return Optional.of(new Explanation(null, cause, "", texts.text("late.action", status.link()), Duty.NOBODY));
    }
}
