package io.renkei.line.internal;

import io.renkei.api.FederationId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** Open invitations, one per federation, as hashes on disk: used once, for a time, with few tries. */
final class InvitationBook {
    private static final int SECRET_BYTES = 24;
    private static final int TRIES_MAX = 5;

    private final Path folder;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    InvitationBook(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** A new secret for the federation; the one before is void. */
    synchronized String open(FederationId federation, Instant expires) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        write(federation, hash(secret), expires, TRIES_MAX);
        return secret;
    }

    /** Whether the secret is right; it is used up then. A wrong one costs a try. */
    synchronized boolean use(FederationId federation, String secret) {
        Path file = file(federation);
        if (!Files.exists(file)) {
            return false;
        }
        try {
            String[] held =
                    Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ", 3);
            Instant expires = Instant.parse(held[1]);
            int tries = Integer.parseInt(held[2]);
            boolean right = MessageDigest.isEqual(
                    held[0].getBytes(StandardCharsets.US_ASCII), hash(secret).getBytes(StandardCharsets.US_ASCII));
            boolean open = clock.instant().isBefore(expires) && tries > 0;
            if (!open || right) {
                Files.delete(file);
            } else {
                write(federation, held[0], expires, tries - 1);
            }
            return open && right;
        } catch (IOException e) {
            throw new UncheckedIOException("the invitations can't be read", e);
        }
    }

    private void write(FederationId federation, String hash, Instant expires, int tries) {
        try {
            Keys.write(file(federation), hash + " " + expires + " " + tries + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the invitation can't be kept", e);
        }
    }

    private Path file(FederationId federation) {
        return folder.resolve("site-" + federation + ".invitation");
    }

    private static String hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
