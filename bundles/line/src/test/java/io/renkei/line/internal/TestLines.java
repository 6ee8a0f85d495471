package io.renkei.line.internal;

import io.renkei.api.Epoch;
import io.renkei.api.FederationId;
import io.renkei.api.Hello;
import io.renkei.api.LinkId;
import io.renkei.api.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** A centre that listens and sites that have joined it, in one JVM; or one node with role all. */
final class TestLines implements AutoCloseable {
    static final Duration WAIT = Duration.ofSeconds(20);

    private final Path home;
    private final Deque<OpenLine> open = new ArrayDeque<>();

    TestLines(Path home) {
        this.home = home;
    }

    /** Both ends of a line of that kind: local or ssh, for federation 13. */
    Ends open(String kind, Map<String, String> settings) throws Exception {
        if (kind.equals("local")) {
            LocalLine line = kept(new LocalLine());
            return new Ends(line, line);
        }
        CentreLine centre = centre(settings);
        return new Ends(centre, site(centre, "13"));
    }

    /** Where a link's data comes from and where it goes. */
    record Ends(OpenLine sending, OpenLine receiving) {}

    CentreLine centre(Map<String, String> settings) {
        return kept(new CentreLine(LineSettings.of(settings), home.resolve("centre"), Clock.systemUTC()));
    }

    SiteLine site(CentreLine centre, String federation) throws Exception {
        return site(centre, federation, centre.port());
    }

    /** A site that reaches its centre through another port, where a proxy stands. */
    SiteLine site(CentreLine centre, String federation, int port) throws Exception {
        Path site = home.resolve("site" + federation);
        Files.createDirectories(site.resolve("etc"));
        Join.join(centre.invite(FederationId.parse(federation), Duration.ofMinutes(5)), site);
        return dialling(site.resolve("data/line"), federation, port);
    }

    /** A site with the keys of this folder, whatever they are. */
    SiteLine dialling(Path keys, String federation, int port) {
        return kept(new SiteLine(
                LineSettings.of(Map.of("connect", "127.0.0.1:" + port, "federation", federation)),
                keys,
                Clock.systemUTC()));
    }

    /** A site that waits for its centre; with a centre's port it also dials. */
    SiteLine waiting(String federation, int centrePort) throws Exception {
        Path site = home.resolve("site" + federation);
        Files.createDirectories(site.resolve("etc"));
        Map<String, String> settings = new HashMap<>(Map.of("listen", "127.0.0.1:0", "federation", federation));
        if (centrePort > 0) {
            settings.put("connect", "127.0.0.1:" + centrePort);
        }
        return kept(new SiteLine(LineSettings.of(settings), site.resolve("data/line"), Clock.systemUTC()));
    }

    static Hello hello(LinkId link, long epoch) {
        return new Hello(link, new Epoch(epoch), "incarnation", Position.START);
    }

    private <T extends OpenLine> T kept(T line) {
        open.push(line);
        return line;
    }

    @Override
    public void close() {
        open.forEach(OpenLine::close);
    }
}
