package io.renkei.line.internal;

import io.renkei.api.FederationId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/**
 * What an invitation says, as one word that can be mailed or typed.
 *
 * @param address host:port of the centre
 * @param fingerprint of the centre's key
 * @param secret used once
 */
record Token(FederationId federation, String address, String fingerprint, String secret, Instant expires) {
    private static final String PREFIX = "renkei1.";
    private static final int PARTS = 5;

    String print() {
        String text = String.join("\n", federation.toString(), address, fingerprint, secret, expires.toString());
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws IllegalArgumentException if the word is no invitation, or cut off
     */
    static Token parse(String word) {
        if (!word.startsWith(PREFIX)) {
            throw new IllegalArgumentException("an invitation begins with " + PREFIX);
        }
        try {
            String text =
                    new String(Base64.getUrlDecoder().decode(word.substring(PREFIX.length())), StandardCharsets.UTF_8);
            String[] parts = text.split("\n", -1);
            if (parts.length != PARTS) {
                throw new IllegalArgumentException(parts.length + " parts");
            }
            // it becomes a line of a configuration file
            LineSettings.address("address", parts[1]);
            return new Token(FederationId.parse(parts[0]), parts[1], parts[2], parts[3], Instant.parse(parts[4]));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the invitation is damaged; copy it as a whole", e);
        }
    }
}
