package io.renkei.shell.internal;

import io.renkei.api.Line;
import io.renkei.api.LineStatus;
import java.io.IOException;
import java.time.Instant;
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
    int run() throws IOException {
        Table table = new Table("PEER", "STATE", "SINCE", "ROUND TRIP", "SENT", "RECEIVED", "LINKS", "DETAIL");
        boolean down = false;
        for (LineStatus status : line.connections()) {
            down |= !status.up();
            table.row(
                    status.peer(),
                    status.up() ? "up" : "DOWN",
                    Times.ago(status.since(), Instant.now()),
                    status.up() ? status.roundTripMs() + "ms" : "-",
                    status.sentBytes(),
                    status.receivedBytes(),
                    status.channels().size(),
                    status.detail());
        }
        table.print(out());
        return down ? ExitStatus.ERROR : ExitStatus.OK;
    }
}
