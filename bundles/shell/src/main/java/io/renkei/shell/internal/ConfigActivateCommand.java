package io.renkei.shell.internal;

import io.renkei.api.LinkId;
import io.renkei.api.LinkStatus;
import io.renkei.api.PendingWidening;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Puts an edit of the lists that lets more leave into force; never for the person who wrote it. */
@Service
@Command(
        scope = "renkei",
        name = "config-activate",
        description = "Puts an edit of the lists that lets more leave into force; not for the person who wrote it.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class ConfigActivateCommand extends ArgumentCommand {
    @Argument(name = "selector", description = "Link id, or pattern such as db-*-prod", required = true)
    @Completion(SelectorCompleter.class)
    private String selector;

    @Option(name = "--reason", description = "Goes into the audit trail; needed")
    private @Nullable String reason;

    @Option(name = "--yes", description = "Do not ask")
    private boolean yes;

    @Override
    int run() throws IOException {
        if (reason == null || reason.isBlank()) {
            throw new IllegalArgumentException(texts().text("activate.reason"));
        }
        List<PendingWidening> waiting = new ArrayList<>();
        for (LinkId link :
                new TreeSet<>(select(selector).stream().map(LinkStatus::link).toList())) {
            Optional<PendingWidening> pending = links().pending(link);
            pending.ifPresent(waiting::add);
        }
        if (waiting.isEmpty()) {
            throw new NoSuchLinkException(texts().text("activate.nothing", selector));
        }
        if (!asJson()) {
            waiting.forEach(pending -> {
                out().println(pending.link());
                printPending(pending);
            });
        }
        if (!confirmed(yes, "config-activate", selector)) {
            return ExitStatus.REFUSED;
        }
        for (PendingWidening pending : waiting) {
            links().activate(pending, actor(reason));
            if (!asJson()) {
                out().println(texts().text("activated", pending.link()));
            }
        }
        if (asJson()) {
            json("config-activate", out -> {
                out.writeArrayFieldStart("activated");
                for (PendingWidening pending : waiting) {
                    out.writeStartObject();
                    out.writeStringField("link", pending.link().toString());
                    out.writeStringField("what", pending.what());
                    out.writeEndObject();
                }
                out.writeEndArray();
            });
        }
        return ExitStatus.OK;
    }
}
