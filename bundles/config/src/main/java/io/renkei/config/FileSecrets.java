package io.renkei.config;

import io.renkei.api.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a secret in this order: systemd credential ({@code $CREDENTIALS_DIRECTORY/NAME}), file {@code etc/secrets/NAME}
 * readable by its owner alone, environment variable {@code RENKEI_SECRET_NAME} (upper case, every other character an
 * underscore). Read anew each time and never kept, so a changed secret counts from the next connection on.
 */
public final class FileSecrets implements Secrets {
    private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";
    private static final String VARIABLE = "RENKEI_SECRET_";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int BYTES_MAX = 64 * 1024;
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path folder;
    private final Map<String, String> environment;

    /**
     * @param folder of the files, see {@link NodeSettings#secrets}
     * @param environment of the process
     */
    public FileSecrets(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The secrets of a node.
     *
     * @param etc folder of its configuration
     */
    public static FileSecrets ofNode(String etc) {
        Path path = Path.of(etc);
        NodeSettings node = NodeSettings.read(path).value().orElseGet(() -> NodeSettings.defaults(path));
        return new FileSecrets(node.secrets(), System.getenv());
    }

    @Override
    public String resolve(String reference) {
        String name = name(reference);
        String credentials = environment.get(CREDENTIALS);
        if (credentials != null && Files.isRegularFile(Path.of(credentials, name))) {
            return read(reference, Path.of(credentials, name));
        }
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            requireOwnerOnly(reference, file);
            return read(reference, file);
        }
        String value = environment.get(variable(name));
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(reference + " does not exist: no credential of systemd, no file " + file
                    + ", no environment variable " + variable(name));
        }
        return value;
    }

    @Override
    public boolean exists(String reference) {
        return fault(reference) == null;
    }

    /** Why a reference can't be resolved, without the secret; null: it can. */
    @Nullable String fault(String reference) {
        try {
            resolve(reference);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static String name(String reference) {
        String name = reference.startsWith(PREFIX) ? reference.substring(PREFIX.length()) : "";
        if (!NAME.matcher(name).matches()) {
            // perhaps the secret itself: not repeated
            throw new IllegalArgumentException("not a reference of the form secret:NAME");
        }
        return name;
    }

    private static String variable(String name) {
        return VARIABLE + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static void requireOwnerOnly(String reference, Path file) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            throw new IllegalArgumentException(reference + ": on this file system nobody can tell who may read " + file
                    + "; use an environment variable");
        }
        try {
            if (!OWNER.containsAll(view.readAttributes().permissions())) {
                throw new IllegalArgumentException(
                        reference + ": others than its owner can use " + file + "; run: chmod 600 " + file);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(reference + ": " + file + " can't be looked at", e);
        }
    }

    private static String read(String reference, Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException(reference + ": " + file + " can't be read by this user", e);
        }
        if (bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException(reference + ": " + file + " is larger than " + BYTES_MAX + " bytes");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(reference + ": " + file + " is not UTF-8", e);
        }
        // one line end, as editors and echo leave it; anything else belongs to the secret
        String secret = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        secret = secret.endsWith("\r") && secret.length() < text.length()
                ? secret.substring(0, secret.length() - 1)
                : secret;
        if (secret.isEmpty()) {
            throw new IllegalArgumentException(reference + ": " + file + " is empty");
        }
        return secret;
    }

    @Override
    public String toString() {
        return "secrets of " + folder;
    }
}
