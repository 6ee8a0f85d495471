package io.renkei.shell.internal;

import io.renkei.api.Journal;
import io.renkei.api.LinkCounters;
import io.renkei.api.LinkStatus;
import io.renkei.management.Explanation;
import io.renkei.management.Role;
import io.renkei.management.StatusDocument;
import io.renkei.management.Texts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows a link in detail. */
@Service
@Command(scope = "renkei", name = "link", description = "Shows a link in detail.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class LinkCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod, or a selector", required = true)
    @Completion(SelectorCompleter.class)
    private String link;

    @Override
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        Instant now = Instant.now();
        List<LinkStatus> found = select(link);
        if (asJson()) {
            json("link", out -> StatusDocument.write(out, links(), found, now));
        } else {
            found.forEach(status -> print(status, now));
        }
        return StatusCommand.severity(found, now);
    }

    private void print(LinkStatus status, Instant now) {
        Texts texts = texts();
        Instant since = status.state().since();
        out().println(status.link() + " " + status.half().label(locale()));
        Table table = Table.bare();
        line(
                table,
                "state",
                texts.text("since", status.state().label(locale()), texts.time(since), Texts.ago(since, now)));
        Explanation.of(status, now, locale(), ZoneId.systemDefault())
                .ifPresent(why -> line(table, "reason", reason(why)));
        line(table, "captured", links().describe(status.link(), status.captured()));
        line(table, "applied", links().describe(status.link(), status.applied()));
        line(table, "lag", lag(status, now));
        Journal journal = links().journal(status.link());
        if (status.journal() != null && journal != null) {
            line(
                    table,
                    "journal",
                    texts.text(
                            "journal.usage",
                            Texts.bytes(status.journal().bytes()),
                            Texts.bytes(status.journal().limitBytes()),
                            Texts.bytes(status.journal().unacknowledgedBytes()),
                            journal.epoch()));
        }
        LinkCounters counters = status.counters();
        line(
                table,
                "carried",
                texts.text(
                        "carried",
                        Texts.count(counters.items()),
                        Texts.count(counters.batches()),
                        Texts.bytes(counters.rawBytes()),
                        Texts.bytes(counters.wireBytes()),
                        counters.retries()));
        line(table, "heartbeat", heartbeat(status, now));
        line(table, "config", status.configFile());
        line(table, "routes", status.routeVersion().isEmpty() ? "-" : status.routeVersion());
        table.print(out());
    }

    private void line(Table table, String key, String value) {
        table.row("  " + texts().text("head." + key), value);
    }

    private static String reason(Explanation why) {
        String code = why.code() == null ? "" : why.code().number() + " ";
        return code + (why.detail().isEmpty() ? why.cause() : why.detail());
    }

    private String lag(LinkStatus status, Instant now) {
        Duration lag = status.lag(now);
        String limit = Texts.brief(status.lateAfter());
        if (lag == null) {
            return texts().text("unknown.here");
        }
        return texts().text(status.late(now) ? "lag.late" : "lag.in.time", Texts.brief(lag), limit);
    }

    private String heartbeat(LinkStatus status, Instant now) {
        Instant probe = status.lastProbe();
        return probe == null
                ? texts().text("none.yet")
                : texts().text("ago", texts().time(probe), Texts.ago(probe, now));
    }
}
