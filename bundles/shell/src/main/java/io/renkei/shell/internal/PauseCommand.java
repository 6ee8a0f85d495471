package io.renkei.shell.internal;

import io.renkei.api.LinkId;
import io.renkei.api.SettingValues;
import io.renkei.management.Role;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Stops a link after the batch in hand; it stays paused over a restart. */
@Service
@Command(
        scope = "renkei",
        name = "pause",
        description = "Stops a link after the batch in hand; it stays paused over a restart.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class PauseCommand extends ArgumentCommand {
    /** A longer pause is written as one without end: nobody means 1,000 days. */
    private static final Duration LONGEST = Duration.ofDays(366);

    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Option(name = "--for", description = "How long, for example 2h")
    private @Nullable String duration;

    @Option(name = "--until-resumed", description = "Without an end")
    private boolean untilResumed;

    @Option(name = "--reason", description = "Goes into the audit trail")
    private @Nullable String reason;

    @Option(name = "--yes", description = "Do not ask")
    private boolean yes;

    @Override
    Role role() {
        return Role.MANAGER;
    }

    @Override
    int run() throws IOException {
        LinkId id = link(link);
        if ((duration == null) != untilResumed) {
            throw new IllegalArgumentException(texts().text("pause.how"));
        }
        Instant until =
                duration == null ? null : Instant.now().plus(length(duration)).truncatedTo(ChronoUnit.SECONDS);
        if (!confirmed(yes, "pause", link)) {
            return ExitStatus.REFUSED;
        }
        links().pause(id, until, actor(reason));
        if (asJson()) {
            json("pause", out -> {
                out.writeStringField("link", link);
                out.writeStringField("until", until == null ? null : until.toString());
            });
        } else {
            out().println(
                            until == null
                                    ? texts().text("paused", id)
                                    : texts().text("paused.until", id, texts().time(until)));
        }
        return ExitStatus.OK;
    }

    private Duration length(String text) {
        Duration length = SettingValues.duration(text);
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(texts().text("pause.length", text, LONGEST.toDays()));
        }
        return length;
    }
}
