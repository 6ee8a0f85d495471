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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A site joins a centre, or a centre a site that waits for it: checks the other's key against the token, has its own key
 * pinned there, and pins the other's.
 */
public final class Join {
    private static final Logger LOG = LoggerFactory.getLogger(Join.class);

    /** User name of who comes with an invitation, before the federation. */
    static final String INVITED = "invite-";

    /** Keeps the key of who has joined. */
    interface Pin {
        void pin(PublicKey key) throws IOException;
    }

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
        PublicKey centre = exchange(token, keys, "centre");
        try {
            keys.pin(SiteDoor.CENTRE, centre);
            Files.writeString(config, configuration(token), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the centre's key or " + config + " can't be written", e);
        }
        return "joined the centre " + token.address() + " as the site of federation " + token.federation();
    }

    /**
     * Tells the own key to who has invited.
     *
     * @param who centre or site, for people
     * @return its key, which is the one that the token says
     * @throws IllegalStateException if it can't be reached or refuses
     */
    static PublicKey exchange(Token token, Keys keys, String who) {
        InetSocketAddress address = LineSettings.address("address", token.address());
        AtomicReference<@Nullable PublicKey> seen = new AtomicReference<>();
        try (SshDialler dialler = new SshDialler(key -> {
            seen.set(key);
            return Keys.fingerprint(key).equals(token.fingerprint());
        })) {
            ClientSession session = dialler.dial(
                    address, INVITED + token.federation(), dialled -> dialled.addPasswordIdentity(token.secret()));
            try (Wire wire = SshDialler.open(session, Subsystem.JOIN)) {
                String own = Keys.print(keys.own().getPublic());
                wire.send(MessageType.HELLO, out -> Codec.writeText(out, own));
                if (wire.read().type() != MessageType.WELCOME) {
                    throw new ProtocolException("it gave no welcome");
                }
            } finally {
                session.close(true);
            }
            PublicKey key = seen.get();
            if (key == null) {
                throw new IOException("it showed no key");
            }
            return key;
        } catch (IOException e) {
            throw new IllegalStateException(why(token, seen.get(), who, e), e);
        }
    }

    /**
     * The other side of {@link #exchange}: the invited says its key, which is pinned, and hears a welcome.
     *
     * @param peer user name, at which address
     */
    static void welcome(Wire wire, LineThreads threads, String peer, Pin pin) {
        try (wire) {
            if (!peer.startsWith(INVITED)) {
                throw new ProtocolException("only who is invited joins");
            }
            Wire.Message message = Ends.first(wire, threads, MessageType.HELLO);
            pin.pin(Codec.read(message.payload(), in -> Keys.parse(Codec.readText(in))));
            tell(wire, threads);
        } catch (IOException e) {
            LOG.warn("{} did not join: {}", peer, e.getMessage());
        }
    }

    private static void tell(Wire wire, LineThreads threads) {
        try {
            wire.send(MessageType.WELCOME, out -> {});
            // the invited closes first, so that the answer is not lost
            Ends.awaitClose(wire, threads);
        } catch (IOException e) {
            LOG.debug("it has joined and was gone before it was told", e);
        }
    }

    private static String why(Token token, @Nullable PublicKey seen, String who, IOException cause) {
        if (seen != null && !Keys.fingerprint(seen).equals(token.fingerprint())) {
            return token.address() + " has another key than the invitation says: this is not the " + who
                    + " that invited you";
        }
        if (seen != null) {
            return "the " + who
                    + " refuses the invitation: it was used, has run out or was replaced; ask for a new one";
        }
        return "the " + who + " " + token.address() + " can't be reached: " + cause.getMessage();
    }

    private static String configuration(Token token) {
        return "# written by 'renkei join' at " + Instant.now() + "\n"
                + "connect    = " + token.address() + "\n"
                + "federation = " + token.federation() + "\n";
    }
}
