package io.renkei.shell.internal;

import io.renkei.api.LinkId;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the settings in force of a link, defaults included; secrets as references. */
@Service
@Command(
        scope = "renkei",
        name = "config-show",
        description = "Shows the settings in force of a link, defaults included; secrets as references.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class ConfigShowCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Option(name = "--effective", description = "With defaults; the only form there is")
    private boolean effective = true;

    @Override
    int run() throws IOException {
        Table table = new Table("KEY", "VALUE", "FROM");
        links().effective(LinkId.parse(link)).stream()
                .filter(setting -> effective || !setting.source().equals("default"))
                .forEach(setting -> table.row(setting.key(), setting.value(), setting.source()));
        table.print(out());
        return ExitStatus.OK;
    }
}
