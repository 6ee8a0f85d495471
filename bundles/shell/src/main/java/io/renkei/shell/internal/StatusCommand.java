package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.LinkProbe;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** All links at a glance, worst first. */
@Service
@Command(scope = "renkei", name = "status", description = "Shows all links of this node, worst first.")
public final class StatusCommand extends ArgumentCommand {
    @Argument(name = "selector", description = "Link id, pattern such as *-13-*, or set such as @failed")
    @Completion(LinkCompleter.class)
    private String selector = "*";

    @Option(name = "--json", description = "One JSON document")
    private boolean json;

    @Option(name = "--csv", description = "Comma separated")
    private boolean csv;

    @Override
    int run() throws IOException {
        List<LinkStatus> found = new Selector(selector)
                .of(links().statuses()).stream()
                        .sorted(Comparator.comparing(
                                        (LinkStatus status) -> status.state().level())
                                .reversed()
                                .thenComparing(LinkStatus::link))
                        .toList();
        if (json) {
            json("status", out -> writeJson(out, found));
        } else {
            print(found);
        }
        if (found.isEmpty()) {
            return ExitStatus.NOTHING_MATCHES;
        }
        if (found.stream().anyMatch(status -> status.state().level() == LinkState.Level.ERROR)) {
            return ExitStatus.ERROR;
        }
        boolean warning = found.stream()
                .anyMatch(status -> status.state().level() == LinkState.Level.WARNING || Selector.isLate(status));
        return warning ? ExitStatus.WARNING : ExitStatus.OK;
    }

    private void print(List<LinkStatus> found) {
        Table table = new Table("LINK", "HALF", "STATE", "SINCE", "LAG", "ITEMS", "JOURNAL", "NOTE");
        Instant now = Instant.now();
        for (LinkStatus status : found) {
            Duration lag = status.lag(now);
            table.row(
                    status.link(),
                    status.half(),
                    status.state().name(),
                    Times.ago(status.state().since(), now),
                    lag == null ? "-" : Times.brief(lag),
                    status.counters().items(),
                    status.journal() == null ? "-" : status.journal().unacknowledgedBytes(),
                    note(status));
        }
        if (csv) {
            table.printCsv(out());
        } else if (found.isEmpty()) {
            out().println("no link matches");
        } else {
            table.print(out());
        }
    }

    private static String note(LinkStatus status) {
        return status.state().code() == null
                ? ""
                : status.state().code().number() + " " + status.state().detail();
    }

    private static void writeJson(JsonGenerator out, List<LinkStatus> found) throws IOException {
        Instant now = Instant.now();
        out.writeStringField("time", now.toString());
        out.writeArrayFieldStart("links");
        for (LinkStatus status : found) {
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
                out.writeNumberField(
                        "journalUnacknowledgedBytes", status.journal().unacknowledgedBytes());
            }
            writeFar(out, status.far(), status.lastProbe());
            out.writeStringField("routeVersion", status.routeVersion());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeState(JsonGenerator out, LinkStatus status, Instant now) throws IOException {
        LinkState state = status.state();
        out.writeStringField("state", state.name());
        out.writeStringField("level", state.level().name());
        out.writeStringField("since", state.since().toString());
        if (state.code() != null) {
            out.writeStringField("code", state.code().number());
            out.writeStringField("detail", state.detail());
        }
        Duration lag = status.lag(now);
        if (lag == null) {
            out.writeNullField("lagMs");
        } else {
            out.writeNumberField("lagMs", lag.toMillis());
        }
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
