package io.renkei.db.internal.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The client's part of SCRAM-SHA-256 (RFC 5802 and 7677), without channel binding. One login. */
final class Scram {
    /** PostgreSQL's default is 4096; a server that wants far more work than that is not one. */
    private static final int ITERATIONS_MAX = 1_000_000;

    private static final int NONCE_BYTES = 18;
    private static final String HMAC = "HmacSHA256";
    private static final String AUTHENTICATION_FAILED = "28000";

    private final byte[] password;
    private final String nonce;
    private String authMessage = "";
    private byte[] saltedPassword = new byte[0];
    private boolean proofIsDue;

    Scram(String password) {
        this(password, newNonce());
    }

    /**
     * @param nonce what makes this login unlike any other; printable, without a comma
     */
    Scram(String password, String nonce) {
        // PostgreSQL prepares with SASLprep, whose core is NFKC
        this.password = Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
        this.nonce = nonce;
    }

    private static String newNonce() {
        byte[] random = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }

    /** The client's first message. */
    byte[] first() {
        proofIsDue = true;
        return ("n,," + firstBare()).getBytes(StandardCharsets.UTF_8);
    }

    /** The client's answer to the server's first message. */
    byte[] answer(byte[] serverFirst) throws SQLException {
        String text = new String(serverFirst, StandardCharsets.UTF_8);
        Map<String, String> fields = fields(text);
        String serverNonce = fields.getOrDefault("r", "");
        try {
            byte[] salt = Base64.getDecoder().decode(fields.getOrDefault("s", ""));
            int iterations = Integer.parseInt(fields.getOrDefault("i", ""));
            if (!serverNonce.startsWith(nonce) || iterations < 1 || iterations > ITERATIONS_MAX) {
                throw refused();
            }
            saltedPassword = salted(salt, iterations);
            String withoutProof = "c=biws,r=" + serverNonce;
            authMessage = firstBare() + "," + text + "," + withoutProof;
            byte[] clientKey = hmac(saltedPassword, "Client Key");
            byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
            byte[] proof = hmac(storedKey, authMessage);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            String message = withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
            return message.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new SQLException("the server's login message is faulty", AUTHENTICATION_FAILED, e);
        } catch (GeneralSecurityException e) {
            throw new SQLException("this Java has no HMAC-SHA-256", AUTHENTICATION_FAILED, e);
        }
    }

    /** Proves that the server knows the password too. */
    void check(byte[] serverFinal) throws SQLException {
        String proof = fields(new String(serverFinal, StandardCharsets.UTF_8)).getOrDefault("v", "");
        try {
            byte[] expected = hmac(hmac(saltedPassword, "Server Key"), authMessage);
            if (!MessageDigest.isEqual(expected, Base64.getDecoder().decode(proof))) {
                throw refused();
            }
            proofIsDue = false;
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new SQLException("the server's login proof is faulty", AUTHENTICATION_FAILED, e);
        }
    }

    /** The server says that the login is over: once begun, it must have proved itself before. */
    void requireEnd() throws SQLException {
        if (proofIsDue) {
            throw refused();
        }
    }

    private String firstBare() {
        // PostgreSQL takes the user from the start-up message
        return "n=,r=" + nonce;
    }

    private byte[] salted(byte[] salt, int iterations) throws GeneralSecurityException {
        Mac mac = mac(password.length == 0 ? new byte[1] : password);
        mac.update(salt);
        byte[] round = mac.doFinal(new byte[] {0, 0, 0, 1});
        byte[] result = round.clone();
        for (int i = 1; i < iterations; i++) {
            round = mac.doFinal(round);
            for (int j = 0; j < result.length; j++) {
                result[j] ^= round[j];
            }
        }
        return result;
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        return mac(key).doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac mac(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        return mac;
    }

    private static Map<String, String> fields(String message) {
        Map<String, String> fields = new HashMap<>();
        for (String part : message.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                fields.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return fields;
    }

    private static SQLException refused() {
        return new SQLException("the server did not prove that it knows the password", AUTHENTICATION_FAILED);
    }
}
