package io.renkei.management.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.LinkService;
import io.renkei.api.LinkStatus;
import io.renkei.management.StatusDocument;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** All links of the node, for consoles that ask every few seconds. */
final class Overview implements OverviewMXBean {
    private final LinkService links;
    private final Rates rates;

    Overview(LinkService links, Rates rates) {
        this.links = links;
        this.rates = rates;
    }

    @Override
    public Map<String, Integer> getCounts() {
        return StatusDocument.counts(links.statuses());
    }

    @Override
    public int getLinkCount() {
        return links.statuses().size();
    }

    @Override
    public int getLateCount() {
        Instant now = Instant.now();
        return (int)
                links.statuses().stream().filter(status -> status.late(now)).count();
    }

    @Override
    public int getPendingEditCount() {
        return (int) links.statuses().stream()
                .filter(status -> StatusDocument.pending(links, status).isPresent())
                .count();
    }

    @Override
    public boolean isReady() {
        return links.ready();
    }

    @Override
    public String getLinksJson() {
        List<LinkStatus> statuses = links.statuses();
        Instant now = Instant.now();
        return Json.object(out -> {
            out.writeStringField("schema", "renkei.overview/1");
            out.writeStringField("time", now.toString());
            StatusDocument.writeCounts(out, links, statuses, now);
            out.writeArrayFieldStart("links");
            for (LinkStatus status : statuses) {
                writeLink(out, status, now);
            }
            out.writeEndArray();
        });
    }

    /** What a grid of several hundred cells needs, and no more. */
    private void writeLink(JsonGenerator out, LinkStatus status, Instant now) throws IOException {
        out.writeStartObject();
        out.writeStringField("link", status.link().toString());
        out.writeStringField("half", status.half().toString());
        out.writeStringField("state", status.state().name());
        out.writeStringField("level", status.state().level().name());
        out.writeStringField("since", status.state().since().toString());
        Duration lag = status.lag(now);
        if (lag != null) {
            out.writeNumberField("lagMs", lag.toMillis());
        }
        out.writeBooleanField("late", status.late(now));
        out.writeNumberField("itemsPerSecond", Math.round(rates.of(status).items()));
        if (status.state().code() != null) {
            out.writeStringField("code", status.state().code().number());
        }
        out.writeEndObject();
    }
}
