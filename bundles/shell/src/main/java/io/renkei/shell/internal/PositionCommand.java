package io.renkei.shell.internal;

import io.renkei.api.LinkStatus;
import io.renkei.management.Role;
import io.renkei.management.Texts;
import java.io.IOException;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows up to where a link has captured and applied. */
@Service
@Command(scope = "renkei", name = "position", description = "Shows up to where a link has captured and applied.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class PositionCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod, or a selector", required = true)
    @Completion(SelectorCompleter.class)
    private String link;

    @Override
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        List<LinkStatus> found = select(link);
        if (asJson()) {
            json("position", out -> {
                out.writeArrayFieldStart("links");
                for (LinkStatus status : found) {
                    out.writeStartObject();
                    out.writeStringField("link", status.link().toString());
                    out.writeStringField("half", status.half().toString());
                    out.writeStringField("captured", links().describe(status.link(), status.captured()));
                    out.writeStringField("applied", links().describe(status.link(), status.applied()));
                    out.writeEndObject();
                }
                out.writeEndArray();
            });
            return ExitStatus.OK;
        }
        Texts texts = texts();
        Table table = Table.of(texts, "link", "half", "captured", "applied");
        for (LinkStatus status : found) {
            table.row(
                    status.link(),
                    status.half().label(locale()),
                    // the site reads nothing at the source
                    status.captured().isStart() ? "-" : links().describe(status.link(), status.captured()),
                    links().describe(status.link(), status.applied()));
        }
        table.print(out());
        return ExitStatus.OK;
    }
}
