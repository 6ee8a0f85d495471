package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.Line;
import io.renkei.api.LineStatus;
import io.renkei.api.LinkId;
import io.renkei.management.Role;
import io.renkei.management.Texts;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the connections of this node to others. */
@Service
@Command(scope = "renkei", name = "line-list", description = "Shows the connections of this node to others.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class LineListCommand extends RenkeiCommand {
    @Reference
    private Line line;

    @Override
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        List<LineStatus> lines = line.connections();
        if (asJson()) {
            json("line-list", out -> {
                out.writeArrayFieldStart("lines");
                for (LineStatus status : lines) {
                    write(out, status);
                }
                out.writeEndArray();
            });
        } else if (lines.isEmpty()) {
            out().println(texts().text("no.lines"));
        } else {
            print(lines);
        }
        return lines.stream().allMatch(LineStatus::up) ? ExitStatus.OK : ExitStatus.ERROR;
    }

    private void print(List<LineStatus> lines) {
        Texts texts = texts();
        Instant now = Instant.now();
        Table table = Table.of(texts, "peer", "state", ">since", ">round.trip", ">sent", ">received", ">links", "note");
        for (LineStatus status : lines) {
            table.row(
                    status.peer(),
                    texts.text(status.up() ? "up" : "down"),
                    Texts.ago(status.since(), now),
                    status.up() ? status.roundTripMs() + "ms" : "-",
                    Texts.bytes(status.sentBytes()),
                    Texts.bytes(status.receivedBytes()),
                    status.channels().size(),
                    status.detail());
        }
        table.print(out());
    }

    private static void write(JsonGenerator out, LineStatus status) throws IOException {
        out.writeStartObject();
        out.writeStringField("peer", status.peer());
        out.writeBooleanField("up", status.up());
        out.writeStringField("since", status.since().toString());
        if (status.up()) {
            out.writeNumberField("roundTripMs", status.roundTripMs());
        }
        out.writeNumberField("sentBytes", status.sentBytes());
        out.writeNumberField("receivedBytes", status.receivedBytes());
        out.writeStringField("detail", status.detail());
        out.writeArrayFieldStart("links");
        for (LinkId link : status.channels()) {
            out.writeString(link.toString());
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
