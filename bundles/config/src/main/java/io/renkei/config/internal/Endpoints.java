package io.renkei.config.internal;

import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the links of a node read from and write to. Each place belongs to one end of one link: a database that is source
 * or target of two is a mistake, whichever two they are (its marker can name only one federation and environment).
 */
public final class Endpoints {
    private static final Pattern ENDPOINT =
            Pattern.compile("[a-z]+\\.(source|target)\\.(url|folder|root|path|printer)");
    private static final Pattern JDBC_PORT = Pattern.compile("^(jdbc:postgresql://[^/:,]+)/");

    private final Map<String, List<Use>> uses = new LinkedHashMap<>();

    private record Use(Path file, int line, LinkId link, String key) {}

    /** Whether a key names the place that a link reads from or writes to: {@code KIND.source.url} and the like. */
    public static boolean isEndpoint(String key) {
        return ENDPOINT.matcher(key).matches();
    }

    /** One end of one link. */
    public void add(Path file, int line, LinkId link, String key, String place) {
        if (!place.isEmpty()) {
            uses.computeIfAbsent(link.kind() + " " + normal(place), any -> new ArrayList<>())
                    .add(new Use(file, line, link, key));
        }
    }

    /** A fault for each use of a place that has several. */
    public List<ConfigFault> faults() {
        List<ConfigFault> faults = new ArrayList<>();
        for (List<Use> same : uses.values()) {
            for (Use use : same) {
                same.stream()
                        .filter(other -> !other.equals(use))
                        .findFirst()
                        .ifPresent(other -> faults.add(new ConfigFault(
                                use.file.toString(),
                                use.line,
                                ErrorCode.CONFIG_CONFLICT,
                                use.key,
                                use.key + " of " + use.link + " is also " + other.key + " of " + other.link + " ("
                                        + other.file + ":" + other.line
                                        + "); every end of a link has a place of its own")));
            }
        }
        return faults;
    }

    /** One spelling for one place: without options, with the default port, in lower case where case means nothing. */
    private static String normal(String place) {
        String plain = place.strip();
        if (!plain.startsWith("jdbc:")) {
            return plain.length() > 1 && plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
        }
        int options = plain.indexOf('?');
        plain = options < 0 ? plain : plain.substring(0, options);
        int path = plain.lastIndexOf('/');
        plain = path < 0 ? plain : plain.substring(0, path).toLowerCase(Locale.ROOT) + plain.substring(path);
        return JDBC_PORT.matcher(plain).replaceFirst("$1:5432/").replace("//127.0.0.1:", "//localhost:");
    }
}
