package io.renkei.line.internal;

import io.renkei.api.FederationId;
import io.renkei.api.LineReceiver;
import io.renkei.api.LineSender;
import io.renkei.api.LineStatus;
import io.renkei.api.LinkId;
import io.renkei.line.Invitations;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** The line of this node, by its role; made from the node's files once, when the bundle starts. */
public final class NodeLine implements OpenLine, Invitations {
    private final OpenLine line;

    /**
     * @param etc folder with {@code io.renkei.node.cfg} and {@code io.renkei.line.cfg}
     * @param data folder for keys and invitations
     * @throws IllegalArgumentException naming file, key and what is allowed
     */
    public NodeLine(Path etc, Path data) {
        Map<String, String> node = read(etc.resolve("io.renkei.node.cfg"));
        String role = node.getOrDefault("role", "all");
        Path folder = data.resolve("line");
        Clock clock = Clock.systemUTC();
        line = switch (role) {
            case "all" -> new LocalLine();
            case "centre" -> new CentreLine(settings(etc), folder, clock);
            case "site" -> new SiteLine(settings(etc), folder, clock);
            default ->
                throw new IllegalArgumentException(
                        etc.resolve("io.renkei.node.cfg") + ": role = " + role + "; it is centre, site or all");
        };
    }

    private static LineSettings settings(Path etc) {
        Path file = etc.resolve("io.renkei.line.cfg");
        try {
            return LineSettings.of(read(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, String> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read", e);
        }
        return properties.stringPropertyNames().stream()
                .filter(key -> !key.startsWith("felix.") && !key.startsWith("service."))
                .collect(Collectors.toMap(
                        key -> key, key -> properties.getProperty(key).strip()));
    }

    @Override
    public String invite(FederationId federation, Duration validity) {
        if (line instanceof CentreLine centre) {
            return centre.invite(federation, validity);
        }
        throw new IllegalStateException("only a node with role centre invites sites");
    }

    @Override
    public LineSender sender(LinkId link, boolean bulk) {
        return line.sender(link, bulk);
    }

    @Override
    public LineReceiver receiver(LinkId link) {
        return line.receiver(link);
    }

    @Override
    public List<LineStatus> connections() {
        return line.connections();
    }

    @Override
    public void close() {
        line.close();
    }
}
