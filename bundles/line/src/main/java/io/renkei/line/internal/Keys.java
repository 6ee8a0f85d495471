package io.renkei.line.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/** The keys of a node under {@code data/line}: its own pair, and the public keys it has pinned. */
final class Keys {
    private static final String ALGORITHM = "EC";
    private static final String CURVE = "secp256r1";

    private final Path folder;

    Keys(Path folder) {
        this.folder = folder;
    }

    /** The node's own pair; made at the first call. */
    synchronized KeyPair own() {
        Path file = folder.resolve("node.key");
        try {
            if (!Files.exists(file)) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
                generator.initialize(new ECGenParameterSpec(CURVE));
                KeyPair fresh = generator.generateKeyPair();
                write(file, encode(fresh));
            }
            String[] lines = Files.readString(file, StandardCharsets.US_ASCII).split("\n", -1);
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            Base64.Decoder base64 = Base64.getDecoder();
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(base64.decode(lines[0]))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(base64.decode(lines[1]))));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalStateException("the node's key " + file + " can't be read or made", e);
        }
    }

    private static String encode(KeyPair pair) {
        Base64.Encoder base64 = Base64.getEncoder();
        return base64.encodeToString(pair.getPublic().getEncoded())
                + "\n"
                + base64.encodeToString(pair.getPrivate().getEncoded())
                + "\n";
    }

    /** A pinned public key, for example of {@code site-13} or {@code centre}. */
    Optional<PublicKey> pinned(String name) {
        Path file = pinFile(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(Files.readString(file, StandardCharsets.US_ASCII)));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("the pinned key " + file + " can't be read", e);
        }
    }

    /** Pins a key in place of the one before. */
    void pin(String name, PublicKey key) throws IOException {
        write(pinFile(name), print(key) + "\n");
    }

    private Path pinFile(String name) {
        return folder.resolve("pinned").resolve(name + ".pub");
    }

    static String print(PublicKey key) {
        return PublicKeyEntry.toString(key);
    }

    /**
     * @throws IllegalArgumentException if the text is no public key in OpenSSH's form
     */
    static PublicKey parse(String text) {
        try {
            PublicKeyEntry entry = PublicKeyEntry.parsePublicKeyEntry(text.strip());
            if (entry == null) {
                throw new IllegalArgumentException("no public key");
            }
            return entry.resolvePublicKey(null, null, null);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("not a public key", e);
        }
    }

    static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(key);
    }

    /** Readable by its owner alone from the first byte on; never half written. */
    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
