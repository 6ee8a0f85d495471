package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.LinkId;
import io.renkei.api.TableVerdict;
import io.renkei.api.VerifyReport;
import io.renkei.management.Role;
import io.renkei.management.Texts;
import java.io.IOException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
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

    @Override
    Role role() {
        return Role.MANAGER;
    }

    @Override
    int run() throws IOException {
        LinkId id = link(link);
        VerifyReport report = links().verify(id);
        String position = links().describe(id, report.position());
        if (asJson()) {
            json("verify", out -> write(out, report, position));
        } else {
            print(report, position);
        }
        return report.equal() ? ExitStatus.OK : ExitStatus.ERROR;
    }

    private void write(JsonGenerator out, VerifyReport report, String position) throws IOException {
        out.writeStringField("link", link);
        out.writeStringField("position", position);
        out.writeBooleanField("equal", report.equal());
        out.writeNumberField(
                "compared",
                report.items().stream().mapToLong(TableVerdict::compared).sum());
        out.writeNumberField(
                "different",
                report.items().stream().mapToLong(TableVerdict::different).sum());
        out.writeArrayFieldStart("items");
        for (TableVerdict item : report.items()) {
            out.writeStartObject();
            out.writeStringField("item", item.item());
            out.writeNumberField("compared", item.compared());
            out.writeNumberField("different", item.different());
            out.writeArrayFieldStart("keys");
            for (String key : item.keys()) {
                out.writeString(key);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void print(VerifyReport report, String position) {
        if (report.items().isEmpty()) {
            out().println(texts().text("verify.nothing"));
            return;
        }
        Table table = Table.of(texts(), "item", ">compared", ">different", "keys");
        report.items()
                .forEach(item -> table.row(
                        item.item(),
                        Texts.count(item.compared()),
                        Texts.count(item.different()),
                        String.join(" ", item.keys())));
        table.print(out());
        out().println(texts().text(report.equal() ? "equal" : "not.equal", position));
    }
}
