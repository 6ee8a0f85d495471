package io.renkei.shell.internal;

import io.renkei.api.LinkId;
import io.renkei.api.TableVerdict;
import io.renkei.api.VerifyReport;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Compares source and target row by row at one position, while the link runs. */
@Service
@Command(
        scope = "renkei",
        name = "verify",
        description = "Compares source and target row by row at one position, while the link runs.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class VerifyCommand extends ArgumentCommand {
    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Option(name = "--json", description = "One JSON document")
    private boolean json;

    @Override
    int run() throws IOException {
        LinkId id = LinkId.parse(link);
        VerifyReport report = links().verify(id);
        if (json) {
            json("verify", out -> {
                out.writeStringField("link", link);
                out.writeStringField("position", links().describe(id, report.position()));
                out.writeBooleanField("equal", report.equal());
                out.writeNumberField(
                        "compared",
                        report.items().stream()
                                .mapToLong(TableVerdict::compared)
                                .sum());
                out.writeNumberField(
                        "different",
                        report.items().stream()
                                .mapToLong(TableVerdict::different)
                                .sum());
            });
        } else {
            Table table = new Table("ITEM", "COMPARED", "DIFFERENT", "KEYS");
            report.items()
                    .forEach(item ->
                            table.row(item.item(), item.compared(), item.different(), String.join(" ", item.keys())));
            table.print(out());
            out().println((report.equal() ? "equal" : "NOT EQUAL") + " as of position "
                    + links().describe(id, report.position()));
        }
        return report.equal() ? ExitStatus.OK : ExitStatus.ERROR;
    }
}
