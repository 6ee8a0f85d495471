package io.renkei.shell.internal;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.PendingWidening;
import io.renkei.management.Explanation;
import io.renkei.management.Role;
import io.renkei.management.StatusDocument;
import io.renkei.management.Texts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** All links at a glance, worst first. */
@Service
@Command(scope = "renkei", name = "status", description = "Shows all links of this node, worst first.")
public final class StatusCommand extends ArgumentCommand {
    @Argument(name = "selector", description = "Link id, pattern such as *-13-*, or set such as @failed or @late")
    @Completion(SelectorCompleter.class)
    private String selector = "*";

    @Option(name = "--csv", description = "Comma separated, plain numbers: bytes and milliseconds")
    private boolean csv;

    @Override
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        Instant now = Instant.now();
        List<LinkStatus> found = new Selector(selector)
                .of(links().statuses()).stream()
                        .sorted(Comparator.comparing(
                                        (LinkStatus status) -> status.state().level())
                                .thenComparing(status -> status.late(now))
                                .reversed()
                                .thenComparing(LinkStatus::link))
                        .toList();
        if (asJson()) {
            json("status", out -> StatusDocument.write(out, links(), found, now));
        } else if (csv) {
            printCsv(found, now);
        } else {
            print(found, now);
        }
        return found.isEmpty() ? ExitStatus.NOTHING_MATCHES : severity(found, now);
    }

    /** The exit status that the worst of some halves asks for. */
    static int severity(List<LinkStatus> found, Instant now) {
        if (found.stream().anyMatch(status -> status.state().level() == LinkState.Level.ERROR)) {
            return ExitStatus.ERROR;
        }
        boolean warning = found.stream()
                .anyMatch(status -> status.state().level() == LinkState.Level.WARNING || status.late(now));
        return warning ? ExitStatus.WARNING : ExitStatus.OK;
    }

    private void print(List<LinkStatus> found, Instant now) {
        Texts texts = texts();
        if (found.isEmpty()) {
            List<LinkStatus> all = links().statuses();
            out().println(
                            all.isEmpty()
                                    ? texts.text("no.links")
                                    : nothing(selector, all).getMessage());
            return;
        }
        out().println(texts.time(now) + "   " + summary(found, now));
        Table table = Table.of(texts, "link", "half", "state", ">since", ">lag", ">items", ">waiting", "note");
        for (LinkStatus status : found) {
            Duration lag = status.lag(now);
            table.row(
                    status.link(),
                    status.half().label(locale()),
                    status.state().label(locale()),
                    Texts.ago(status.state().since(), now),
                    lag == null ? "-" : Texts.brief(lag),
                    Texts.count(status.counters().items()),
                    status.journal() == null
                            ? "-"
                            : Texts.bytes(status.journal().unacknowledgedBytes()),
                    note(status, now));
        }
        table.print(out());
    }

    /** How many halves are in each state, the worst first, and how many are late. */
    private String summary(List<LinkStatus> found, Instant now) {
        List<String> parts = new ArrayList<>();
        found.stream()
                .map(status -> status.state().label(locale()))
                .distinct()
                .forEach(label -> parts.add(texts().text(
                                "count.state",
                                label,
                                found.stream()
                                        .filter(status ->
                                                status.state().label(locale()).equals(label))
                                        .count())));
        long late = found.stream().filter(status -> status.late(now)).count();
        if (late > 0) {
            parts.add(texts().text("count.state", texts().text("late"), late));
        }
        long count = found.stream().map(LinkStatus::link).distinct().count();
        return texts().text(count == 1 ? "count.link" : "count.links", count, String.join(", ", parts));
    }

    private String note(LinkStatus status, Instant now) {
        if (status.state().code() != null) {
            return status.state().code().number() + " " + status.state().detail();
        }
        String late = status.late(now) ? texts().text("late") : "";
        return status.state() instanceof LinkState.Running
                ? StatusDocument.pending(links(), status).map(this::waits).orElse(late)
                : Explanation.of(status, now, locale(), ZoneId.systemDefault())
                        .map(Explanation::cause)
                        .orElse("");
    }

    private String waits(PendingWidening pending) {
        return ErrorCode.WIDENING_PENDING.number() + " "
                + texts().text("edit.waits", pending.wider().size(), pending.by());
    }

    private void printCsv(List<LinkStatus> found, Instant now) {
        Table table = new Table("link", "half", "state", "since", "lagMs", "late", "items", "waitingBytes", "note");
        for (LinkStatus status : found) {
            Duration lag = status.lag(now);
            table.row(
                    status.link(),
                    status.half(),
                    status.state().name(),
                    status.state().since(),
                    lag == null ? "" : lag.toMillis(),
                    status.late(now),
                    status.counters().items(),
                    status.journal() == null ? "" : status.journal().unacknowledgedBytes(),
                    note(status, now));
        }
        table.printCsv(out());
    }
}
