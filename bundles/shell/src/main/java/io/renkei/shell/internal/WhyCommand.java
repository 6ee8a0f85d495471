package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.LinkProbe;
import io.renkei.api.LinkStatus;
import io.renkei.api.PendingWidening;
import io.renkei.management.Explanation;
import io.renkei.management.Role;
import io.renkei.management.StatusDocument;
import io.renkei.management.Texts;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Says why a link is not running or late, what to do, and who must do it. */
@Service
@Command(
        scope = "renkei",
        name = "why",
        description = "Says why a link is not running or late, what to do, and who must do it.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class WhyCommand extends ArgumentCommand {
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
            json("why", out -> {
                out.writeStringField("time", now.toString());
                out.writeArrayFieldStart("links");
                for (LinkStatus status : found) {
                    write(out, status, now);
                }
                out.writeEndArray();
            });
        } else {
            found.forEach(status -> print(status, now));
        }
        return StatusCommand.severity(found, now);
    }

    private void print(LinkStatus status, Instant now) {
        Texts texts = texts();
        Instant since = status.state().since();
        out().println(status.link() + " " + status.half().label(locale()) + ": "
                + texts.text("since", status.state().label(locale()), texts.time(since), Texts.ago(since, now)));
        Explanation.of(status, now, locale(), ZoneId.systemDefault())
                .ifPresentOrElse(this::print, () -> out().println("  " + texts.text("nothing.against")));
        StatusDocument.pending(links(), status).ifPresent(this::printPending);
        LinkProbe far = troubledFar(status);
        if (far != null) {
            out().println("  " + texts.text("far", far.state(), far.reason()));
        }
        if (!status.routeRefused().isEmpty()) {
            line("head.routes", texts.text("routes.refused", status.routeRefused(), status.routeVersion()));
        }
    }

    private void print(Explanation why) {
        String code = why.code() == null ? "" : why.code().number() + " ";
        line("head.cause", code + why.cause());
        if (!why.detail().isEmpty()) {
            line("head.detail", why.detail());
        }
        if (!why.action().isEmpty()) {
            line("head.action", why.action());
        }
        line("head.who", why.who().label(locale()));
    }

    private void line(String key, String text) {
        out().println("  " + texts().text(key) + ": " + text.replaceAll("\\p{Cntrl}+", " "));
    }

    /** The far half's last answer, if it gives a reason for not running. */
    private static @Nullable LinkProbe troubledFar(LinkStatus status) {
        LinkProbe far = status.far();
        return far == null || far.reason().isEmpty() ? null : far;
    }

    private void write(JsonGenerator out, LinkStatus status, Instant now) throws IOException {
        out.writeStartObject();
        out.writeStringField("link", status.link().toString());
        out.writeStringField("half", status.half().toString());
        out.writeStringField("state", status.state().name());
        out.writeStringField("level", status.state().level().name());
        out.writeStringField("since", status.state().since().toString());
        out.writeBooleanField("late", status.late(now));
        // programs get English, whatever the session speaks
        Optional<Explanation> why = Explanation.of(status, now, Locale.ENGLISH, ZoneOffset.UTC);
        if (why.isPresent()) {
            Explanation found = why.get();
            if (found.code() != null) {
                out.writeStringField("code", found.code().number());
            }
            out.writeStringField("cause", found.cause());
            out.writeStringField("detail", found.detail());
            out.writeStringField("action", found.action());
            out.writeStringField("duty", found.who().name().toLowerCase(Locale.ROOT));
        }
        Optional<PendingWidening> pending = StatusDocument.pending(links(), status);
        if (pending.isPresent()) {
            StatusDocument.writePending(out, pending.get());
        }
        LinkProbe far = troubledFar(status);
        if (far != null) {
            out.writeStringField("farState", far.state());
            out.writeStringField("farReason", far.reason());
        }
        if (!status.routeRefused().isEmpty()) {
            out.writeStringField("routeRefused", status.routeRefused());
        }
        out.writeEndObject();
    }
}
