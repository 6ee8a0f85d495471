package io.renkei.management;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkProbe;
import io.renkei.api.LinkService;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.PendingWidening;
import io.renkei.api.Policy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The links as fields of a JSON object, for programs: never translated, times in RFC 3339, milliseconds and bytes. */
public final class StatusDocument {
    /** Name of the document, see {@code docs/operations.md}. */
    public static final String SCHEMA = "renkei.status/1";

    private StatusDocument() {}

    /** How many halves are in each state, in order of the states' names. */
    public static Map<String, Integer> counts(List<LinkStatus> statuses) {
        Map<String, Integer> counts = new TreeMap<>();
        statuses.forEach(status -> counts.merge(status.state().name(), 1, Integer::sum));
        return counts;
    }

    /** Writes {@code time}, {@code counts} and {@code links} into the open object. */
    public static void write(JsonGenerator out, LinkService links, List<LinkStatus> statuses, Instant now)
            throws IOException {
        out.writeStringField("time", now.toString());
        writeCounts(out, links, statuses, now);
        out.writeArrayFieldStart("links");
        for (LinkStatus status : statuses) {
            writeLink(out, links, status, now);
        }
        out.writeEndArray();
    }

    /** The edit of its lists that waits for a second person; of the half that sends, so that it counts once. */
    public static Optional<PendingWidening> pending(LinkService links, LinkStatus status) {
        return status.half() == Half.CENTRE ? links.pending(status.link()) : Optional.empty();
    }

    /** Writes such an edit as the field {@code pendingEdit} of the open object. */
    public static void writePending(JsonGenerator out, PendingWidening pending) throws IOException {
        out.writeObjectFieldStart("pendingEdit");
        out.writeStringField("code", ErrorCode.WIDENING_PENDING.number());
        out.writeArrayFieldStart("items");
        for (Policy.AllowedItem item : pending.wider()) {
            out.writeStartObject();
            out.writeStringField("item", item.item());
            out.writeStringField("parts", String.join(" ", item.parts()));
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeStringField("by", pending.by());
        out.writeEndObject();
    }

    /** Writes {@code counts}: halves by state, how many are late, and how many wait for a second person. */
    public static void writeCounts(JsonGenerator out, LinkService links, List<LinkStatus> statuses, Instant now)
            throws IOException {
        out.writeObjectFieldStart("counts");
        for (Map.Entry<String, Integer> count : counts(statuses).entrySet()) {
            out.writeNumberField(count.getKey(), count.getValue());
        }
        out.writeNumberField(
                "late", statuses.stream().filter(status -> status.late(now)).count());
        out.writeNumberField(
                "pendingEdits",
                statuses.stream()
                        .filter(status -> pending(links, status).isPresent())
                        .count());
        out.writeEndObject();
    }

    private static void writeLink(JsonGenerator out, LinkService links, LinkStatus status, Instant now)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("link", status.link().toString());
        out.writeStringField("kind", status.link().kind());
        out.writeStringField("federation", status.link().federation().toString());
        out.writeStringField("environment", status.link().environment().toString());
        out.writeStringField("half", status.half().toString());
        writeState(out, status, now);
        out.writeStringField("captured", status.captured().toString());
        out.writeStringField("applied", status.applied().toString());
        out.writeNumberField("batches", status.counters().batches());
        out.writeNumberField("items", status.counters().items());
        out.writeNumberField("rawBytes", status.counters().rawBytes());
        out.writeNumberField("wireBytes", status.counters().wireBytes());
        out.writeNumberField("retries", status.counters().retries());
        if (status.journal() != null) {
            out.writeNumberField("journalBytes", status.journal().bytes());
            out.writeNumberField("journalUnacknowledgedBytes", status.journal().unacknowledgedBytes());
        }
        writeFar(out, status.far(), status.lastProbe());
        out.writeStringField("routeVersion", status.routeVersion());
        Optional<PendingWidening> pending = pending(links, status);
        if (pending.isPresent()) {
            writePending(out, pending.get());
        }
        if (!status.routeRefused().isEmpty()) {
            out.writeStringField("routeRefused", status.routeRefused());
        }
        out.writeEndObject();
    }

    /** Writes state, level, since, fault, who must act, and lag of a half into the open object. */
    static void writeState(JsonGenerator out, LinkStatus status, Instant now) throws IOException {
        LinkState state = status.state();
        out.writeStringField("state", state.name());
        out.writeStringField("level", state.level().name());
        out.writeStringField("since", state.since().toString());
        if (state.code() != null) {
            out.writeStringField("code", state.code().number());
            out.writeStringField("duty", state.code().duty().name().toLowerCase(Locale.ROOT));
        }
        if (state.code() != null || !state.detail().isEmpty()) {
            out.writeStringField("detail", state.detail());
        }
        if (state instanceof LinkState.Retrying retrying) {
            out.writeNumberField("attempt", retrying.attempt());
            out.writeStringField("nextTry", retrying.nextTry().toString());
        }
        if (state instanceof LinkState.Paused paused) {
            out.writeStringField("pausedBy", paused.by());
            if (paused.until() != null) {
                out.writeStringField("pausedUntil", paused.until().toString());
            }
        }
        Duration lag = status.lag(now);
        if (lag == null) {
            out.writeNullField("lagMs");
        } else {
            out.writeNumberField("lagMs", lag.toMillis());
        }
        out.writeBooleanField("late", status.late(now));
    }

    private static void writeFar(JsonGenerator out, @Nullable LinkProbe far, @Nullable Instant lastProbe)
            throws IOException {
        if (far != null) {
            out.writeStringField("farState", far.state());
            out.writeStringField("farReason", far.reason());
        }
        if (lastProbe != null) {
            out.writeStringField("lastProbe", lastProbe.toString());
        }
    }
}
