package io.renkei.shell.internal;

import io.renkei.api.LinkId;
import io.renkei.api.LinkService.EffectiveSetting;
import io.renkei.api.PendingWidening;
import io.renkei.management.Role;
import io.renkei.management.StatusDocument;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the settings of a link; secrets as references. */
@Service
@Command(
        scope = "renkei",
        name = "config-show",
        description = "Shows what the file of a link sets, with --effective the defaults too; secrets as references.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class ConfigShowCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Option(name = "--effective", description = "With the defaults of what the file leaves out")
    private boolean effective;

    @Override
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        LinkId id = link(link);
        Optional<PendingWidening> pending = links().pending(id);
        List<EffectiveSetting> settings = links().effective(id).stream()
                .filter(setting -> effective || !setting.source().equals("default"))
                .toList();
        if (asJson()) {
            json("config-show", out -> {
                out.writeStringField("link", link);
                out.writeArrayFieldStart("settings");
                for (EffectiveSetting setting : settings) {
                    out.writeStartObject();
                    out.writeStringField("key", setting.key());
                    out.writeStringField("value", setting.value());
                    out.writeStringField("source", setting.source());
                    out.writeEndObject();
                }
                out.writeEndArray();
                if (pending.isPresent()) {
                    StatusDocument.writePending(out, pending.get());
                }
            });
            return ExitStatus.OK;
        }
        if (settings.isEmpty()) {
            out().println(texts().text("no.settings", link));
        } else {
            Table table = Table.of(texts(), "key", "value", "source");
            // all files stand in the same folder: their names are enough for people
            settings.forEach(setting ->
                    table.row(setting.key(), setting.value(), setting.source().replaceFirst(".*/", "")));
            table.print(out());
        }
        pending.ifPresent(this::printPending);
        return ExitStatus.OK;
    }
}
