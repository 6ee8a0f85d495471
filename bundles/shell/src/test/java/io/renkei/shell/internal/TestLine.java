package io.renkei.shell.internal;

import io.renkei.api.FederationId;
import io.renkei.api.Line;
import io.renkei.api.LineReceiver;
import io.renkei.api.LineSender;
import io.renkei.api.LineStatus;
import io.renkei.api.LinkId;
import io.renkei.line.Invitations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Connections that only say how they are, and tokens that say what was asked for. */
final class TestLine implements Line, Invitations {
    private final List<LineStatus> lines = new ArrayList<>();

    void up(String peer, long roundTripMs, long bytes) {
        lines.add(new LineStatus(
                peer,
                true,
                Instant.now(),
                "127.0.0.1",
                roundTripMs,
                bytes,
                bytes,
                List.of(LinkId.parse("db-13-prod"))));
    }

    void down(String peer, String reason) {
        lines.add(new LineStatus(peer, false, Instant.now(), reason, -1, 0, 0, List.of()));
    }

    @Override
    public List<LineStatus> connections() {
        return List.copyOf(lines);
    }

    @Override
    public LineSender sender(LinkId link, boolean bulk) {
        throw new UnsupportedOperationException("nothing is sent here");
    }

    @Override
    public LineReceiver receiver(LinkId link) {
        throw new UnsupportedOperationException("nothing is received here");
    }

    @Override
    public String invite(FederationId federation, Duration validity) {
        return "TOKEN-" + federation + "-" + validity;
    }

    @Override
    public String join(String token) {
        if (!token.startsWith("TOKEN")) {
            throw new IllegalArgumentException("an invitation begins with TOKEN");
        }
        return "site 13 at 127.0.0.1:7022";
    }
}
