package io.renkei.line.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** A site joins a centre: checks the centre's key against the token, has its own key pinned there, and pins the centre's. */
public final class Join {
    private Join() {}

    /**
     * @return what to tell the person
     * @throws IllegalArgumentException if the token is no good
     * @throws IllegalStateException if the centre can't be reached or refuses; nothing is changed then
     */
    public static String join(String word, Path home) {
        Token token = Token.parse(word);
        if (!Instant.now().isBefore(token.expires())) {
            throw new IllegalArgumentException("the invitation ran out at " + token.expires() + "; ask for a new one");
        }
        Path config = home.resolve("etc/io.renkei.line.cfg");
        if (!Files.isDirectory(home.resolve("etc"))) {
            throw new IllegalArgumentException(
                    home + " is no node home; make it with: renkei init --home DIR --role site");
        }
        Keys keys = new Keys(home.resolve("data/line"));
        InetSocketAddress centre = LineSettings.address("address", token.address());
        AtomicReference<@Nullable PublicKey> seen = new AtomicReference<>();
        try (SshDialler dialler = new SshDialler(key -> {
            seen.set(key);
            return Keys.fingerprint(key).equals(token.fingerprint());
        })) {
            ClientSession session = dialler.dial(
                    centre, "invite-" + token.federation(), dialled -> dialled.addPasswordIdentity(token.secret()));
            try (Wire wire = SshDialler.open(session, Subsystem.JOIN)) {
                String own = Keys.print(keys.own().getPublic());
                wire.send(MessageType.HELLO, out -> Codec.writeText(out, own));
                if (wire.read().type() != MessageType.WELCOME) {
                    throw new ProtocolException("the centre did not welcome the site");
                }
            } finally {
                session.close(true);
            }
            pin(keys, seen.get());
            Files.writeString(config, configuration(token), StandardCharsets.UTF_8);
            return "joined the centre " + token.address() + " as the site of federation " + token.federation();
        } catch (IOException e) {
            throw new IllegalStateException(why(token, seen.get(), e), e);
        }
    }

    private static void pin(Keys keys, @Nullable PublicKey centre) throws IOException {
        if (centre == null) {
            throw new IOException("the centre showed no key");
        }
        keys.pin("centre", centre);
    }

    private static String why(Token token, @Nullable PublicKey seen, IOException cause) {
        if (seen != null && !Keys.fingerprint(seen).equals(token.fingerprint())) {
            return token.address()
                    + " has another key than the invitation says: this is not the centre that invited you";
        }
        if (seen != null) {
            return "the centre refuses the invitation: it was used, has run out or was replaced; ask for a new one";
        }
        return "the centre " + token.address() + " can't be reached: " + cause.getMessage();
    }

    private static String configuration(Token token) {
        return "# written by 'renkei join' at " + Instant.now() + "\n"
                + "connect    = " + token.address() + "\n"
                + "federation = " + token.federation() + "\n";
    }
}
