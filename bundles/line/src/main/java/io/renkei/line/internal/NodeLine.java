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
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The line of this node, by its role; made from the node's files once, when the bundle starts. */
public final class NodeLine implements OpenLine, Invitations {
    private static final String FILE = "io.renkei.line.cfg";
    private static final Duration VALIDITY_MIN = Duration.ofMinutes(1);
    private static final Duration VALIDITY_MAX = Duration.ofDays(31);

    private final OpenLine line;
    private final Path file;

    /**
     * @param etc folder with {@code io.renkei.node.cfg} and {@code io.renkei.line.cfg}
     * @param data folder for keys and invitations
     * @throws IllegalArgumentException naming file, key and what is allowed
     */
    public NodeLine(Path etc, Path data) {
        Map<String, String> node = read(etc.resolve("io.renkei.node.cfg"));
        String role = node.getOrDefault("role", "all");
        Path folder = data.resolve("line");
        file = etc.resolve(FILE);
        Clock clock = Clock.systemUTC();
        line = switch (role) {
            case "all" -> new LocalLine();
            case "centre" -> new CentreLine(settings(file), folder, clock);
            case "site" -> new SiteLine(settings(file), folder, clock);
            default ->
                throw new IllegalArgumentException(
                        etc.resolve("io.renkei.node.cfg") + ": role = " + role + "; it is centre, site or all");
        };
    }

    private static LineSettings settings(Path file) {
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
        if (validity.compareTo(VALIDITY_MIN) < 0 || validity.compareTo(VALIDITY_MAX) > 0) {
            throw new IllegalArgumentException("an invitation is valid for 1 minute to 31 days");
        }
        if (line instanceof CentreLine centre) {
            return centre.invite(federation, validity);
        }
        if (line instanceof SiteLine site) {
            return site.invite(federation, validity);
        }
        throw new IllegalStateException("a node with role all has no line to others");
    }

    @Override
    public String join(String word) {
        Token token = Token.parse(word);
        if (!(line instanceof CentreLine centre)) {
            throw new IllegalStateException(
                    "only a node with role centre joins a site; a site joins with ./renkei join");
        }
        centre.join(token);
        keepAddress(token);
        return "site " + token.federation() + " at " + token.address();
    }

    private void keepAddress(Token token) {
        String key = LineSettings.DIAL_PREFIX + token.federation();
        try {
            List<String> lines = new ArrayList<>();
            if (Files.exists(file)) {
                lines.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
                lines.removeIf(text -> text.strip().matches(Pattern.quote(key) + "\\s*[=:].*"));
            }
            lines.add(key + " = " + token.address());
            Path draft = file.resolveSibling(FILE + ".new");
            Files.write(draft, lines, StandardCharsets.UTF_8);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the site has joined and is dialled, but " + file + " can't be written; add the line: " + key
                            + " = " + token.address(),
                    e);
        }
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
