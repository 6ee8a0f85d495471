package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Checkpoint;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.LineSender;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.Position;
import io.renkei.api.SenderSession;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever comes to a centre's port with anything but the protocol is sent away with one line, and harms nobody. */
class HostilePeerTest {
    private static final LinkId GOOD = LinkId.parse("db-13-prod");
    private static final String BANNER = "SSH-2.0-nobody\r\n";

    /** Strangers have 10 s, and a busy machine some more. */
    private static final Duration GONE_MAX = Duration.ofSeconds(20);

    @TempDir
    private Path home;

    private final Random random = new Random(3);
    private TestLines lines;
    private CentreLine centre;
    private LogLines log;
    private SenderSession good;
    private RecordingHandler target;
    private Instant goodSince;

    @BeforeEach
    void connectTheGoodSite() throws Exception {
        log = new LogLines();
        lines = new TestLines(home);
        centre = lines.centre(Map.of());
        target = new RecordingHandler(GOOD);
        lines.site(centre, "13").receiver(GOOD).serve(target);
        good = centre.sender(GOOD, false).connect(TestLines.hello(GOOD, 1), TestLines.WAIT);
        goodSince = since();
    }

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void strangersAreTurnedAwayWithOneLineEach() throws Exception {
        Map<String, Socket> strangers = new LinkedHashMap<>();
        for (String kind : List.of(
                "silent", "drop by drop", "garbage", "http", "no end of line", "garbage after the banner", "giant")) {
            strangers.put(kind, new Socket(InetAddress.getLoopbackAddress(), centre.port()));
        }
        say(strangers, "garbage", bytes(4096));
        say(strangers, "http", "GET / HTTP/1.0\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        say(strangers, "no end of line", new byte[64 * 1024]);
        say(strangers, "garbage after the banner", join(BANNER.getBytes(StandardCharsets.US_ASCII), bytes(4096)));
        say(
                strangers,
                "giant",
                join(
                        BANNER.getBytes(StandardCharsets.US_ASCII),
                        ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).array()));
        Socket drops = strangers.get("drop by drop");
        byte[] drop = "SSH-2.0-a-very-slow-peer".getBytes(StandardCharsets.US_ASCII);
        int[] dropped = {0};
        for (Map.Entry<String, Socket> stranger : strangers.entrySet()) {
            String port = "/127.0.0.1:" + stranger.getValue().getLocalPort() + " ";
            Await.that(stranger.getKey() + " is turned away", GONE_MAX, () -> {
                if (dropped[0]++ % 100 == 0) {
                    trickle(drops, drop, dropped[0] / 100);
                }
                return !log.warnings(port).isEmpty();
            });
        }
        sendGoodBatches();
        for (Map.Entry<String, Socket> stranger : strangers.entrySet()) {
            String port = "/127.0.0.1:" + stranger.getValue().getLocalPort() + " ";
            assertEquals(1, log.warnings(port).size(), stranger.getKey() + ": " + log.warnings(port));
            assertTrue(isClosed(stranger.getValue()), stranger.getKey());
        }
    }

    @Test
    void aCrowdOfStrangersDoesNotKeepSitesOut() throws Exception {
        int threads = Thread.activeCount();
        List<Socket> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * SshDoor.STRANGERS_MAX; i++) {
                crowd.add(new Socket(InetAddress.getLoopbackAddress(), centre.port()));
            }
            lines.site(centre, "31");
            Await.that("the new site is connected", () -> centre.connections().size() == 2);
            sendGoodBatches();
            Await.that(
                    "the first have gone",
                    () -> log.warnings("have not logged in").size() >= 2 * SshDoor.STRANGERS_MAX);
            // a thread for each would be 192; other tests run beside
            assertTrue(Thread.activeCount() < threads + 100, "threads: " + Thread.activeCount());
        } finally {
            for (Socket one : crowd) {
                one.close();
            }
        }
    }

    /** What a site with a pinned key does wrong; all of it ends its channel or its connection. */
    private enum Crime {
        GARBAGE_ON_CONTROL(Subsystem.CONTROL, "protocol: "),
        GIANT_ON_CONTROL(Subsystem.CONTROL, "a message of 2147483647 bytes"),
        OLD_VERSION_ON_CONTROL(
                Subsystem.CONTROL,
                "RNK-1004 the peer speaks protocol 0, journal 1, checkpoint 1; this node speaks protocol 1"),
        NEWER_VERSION_ON_CONTROL(
                Subsystem.CONTROL,
                "RNK-1004 the peer speaks protocol 3, journal 1, checkpoint 1; this node speaks protocol 1"),
        DATA_ON_CONTROL(Subsystem.CONTROL, "BATCH on the control channel"),
        NOTHING_ON_CONTROL(Subsystem.CONTROL, "silent for"),
        HALF_A_MESSAGE_ON_CONTROL(Subsystem.CONTROL, "no message in 5 s"),
        GARBAGE_ON_DATA(Subsystem.DATA, "RNK-1003"),
        GIANT_ON_DATA(Subsystem.DATA, "a message of 2147483647 bytes"),
        OLD_VERSION_ON_DATA(Subsystem.DATA, "the peer speaks protocol 0"),
        NEWER_VERSION_ON_DATA(Subsystem.DATA, "the peer speaks protocol 3"),
        NOT_RENKEI_ON_DATA(Subsystem.DATA, "the peer is not Renkei"),
        FOREIGN_LINK_ON_DATA(Subsystem.DATA, "may not receive db-13-prod"),
        NOTHING_ON_DATA(Subsystem.DATA, "no message in 5 s"),
        JOINS_AGAIN(Subsystem.JOIN, "only who is invited joins");

        private final String channel;
        private final String reason;

        Crime(String channel, String reason) {
            this.channel = channel;
            this.reason = reason;
        }
    }

    /** A site with a pinned key, and what it has open. */
    private record Criminal(Crime crime, ClientSession session, ChannelSubsystem channel) {
        String place() {
            return "127.0.0.1:" + ((InetSocketAddress) session.getLocalAddress()).getPort();
        }
    }

    @Test
    void aSiteThatBreaksTheProtocolIsSentAwayWithOneLine() throws Exception {
        List<Criminal> criminals = new ArrayList<>();
        try (SshDialler dialler = new SshDialler(key -> true)) {
            for (Crime crime : Crime.values()) {
                criminals.add(committed(crime, dialler, String.valueOf(31 + crime.ordinal())));
            }
            for (Criminal one : criminals) {
                Await.that("it is sent away: " + one.crime, GONE_MAX, () -> {
                    criminals.forEach(HostilePeerTest::showLife);
                    return one.channel.isClosed() && !log.warnings(one.place()).isEmpty();
                });
            }
            sendGoodBatches();
            for (Criminal one : criminals) {
                List<String> said = log.warnings(one.place());
                assertEquals(1, said.size(), String.valueOf(said));
                assertTrue(said.get(0).contains(one.crime.reason), said.get(0));
            }
        }
    }

    private Criminal committed(Crime crime, SshDialler dialler, String site) throws Exception {
        ClientSession session = pinned(dialler, site);
        if (!crime.channel.equals(Subsystem.CONTROL)) {
            openControl(session, site);
        }
        ChannelSubsystem channel = session.createSubsystemChannel(crime.channel);
        channel.open().verify(TestLines.WAIT);
        try {
            commit(crime, channel);
        } catch (IOException e) {
            assertTrue(channel.isClosing() || channel.isClosed(), e.toString());
        }
        return new Criminal(crime, session, channel);
    }

    private ClientSession pinned(SshDialler dialler, String site) throws Exception {
        KeyPair own = new Keys(home.resolve("hostile")).own();
        new Keys(home.resolve("centre")).pin("site-" + site, own.getPublic());
        return dialler.dial(
                new InetSocketAddress("127.0.0.1", centre.port()),
                "site-" + site,
                dialled -> dialled.addPublicKeyIdentity(own));
    }

    private void openControl(ClientSession session, String site) throws Exception {
        Wire control = SshDialler.open(session, Subsystem.CONTROL);
        control.send(MessageType.OPEN, Versions.NEWEST::writeTo);
        Await.that(
                "the control channel is open",
                () -> centre.connections().stream()
                        .anyMatch(line -> line.up() && line.peer().equals("site " + site)));
    }

    private static Wire openData(ClientSession session, LinkId link) throws IOException {
        Wire data = SshDialler.open(session, Subsystem.DATA);
        data.send(MessageType.OPEN, out -> {
            Versions.NEWEST.writeTo(out);
            Codec.writeText(out, link.toString());
        });
        return data;
    }

    @Test
    void anAnswerThatIsNoneEndsTheSessionOfItsLink() throws Exception {
        LinkId link = LinkId.parse("db-31-prod");
        LineSender sender = centre.sender(link, false);
        for (Wire.Payload answer : List.<Wire.Payload>of(out -> out.write(3), out -> out.writeLong(99))) {
            try (SshDialler dialler = new SshDialler(key -> true)) {
                Criminal site = committed(Crime.JOINS_AGAIN, dialler, "31");
                Wire data = openData(site.session, link);
                LineThreads.channel("hostile answer", () -> acknowledge(data, answer));
                LinkException fault = assertThrows(
                        LinkException.class, () -> sender.connect(TestLines.hello(link, 1), TestLines.WAIT));
                assertEquals(ErrorCode.PROTOCOL, fault.code());
            }
        }
        sendGoodBatches();
    }

    private static void acknowledge(Wire data, Wire.Payload answer) {
        try {
            assertEquals(MessageType.HELLO, data.read().type());
            data.send(MessageType.ACK, answer);
        } catch (IOException e) {
            assertEquals("the connection has failed", e.getMessage());
        }
    }

    /** What a target answers in a session of epoch 1 to which batch 1 is sent, and what the centre says of it. */
    private record Lie(String federation, String says, List<Answer> answers) {}

    private record Answer(MessageType type, Wire.Payload payload) {}

    private static Answer welcome(LinkId link, long epoch) {
        return new Answer(
                MessageType.WELCOME,
                out -> Codec.writeCheckpoint(out, new Checkpoint(link, new Epoch(epoch), Position.START, 0)));
    }

    private static Answer confirm(long seq) {
        return new Answer(MessageType.ACK, out -> out.writeLong(seq));
    }

    @Test
    void aTargetWithAWrongSequenceOrEpochIsCutOffWithOneLine() throws Exception {
        for (Lie lie : List.of(
                new Lie("41", "batch 2 was confirmed out of turn", List.of(welcome(link("41"), 1), confirm(2))),
                new Lie("42", "batch 0 was confirmed out of turn", List.of(welcome(link("42"), 0), confirm(0))),
                new Lie(
                        "43",
                        "batch 1 was confirmed out of turn",
                        List.of(welcome(link("43"), 1), confirm(1), confirm(1))),
                new Lie("44", "a second welcome", List.of(welcome(link("44"), 1), welcome(link("44"), 1))),
                new Lie("45", "a welcome of epoch 2 in a session of epoch 1", List.of(welcome(link("45"), 2))))) {
            LinkId link = link(lie.federation);
            try (SshDialler dialler = new SshDialler(key -> true)) {
                ClientSession site = pinned(dialler, lie.federation);
                openControl(site, lie.federation);
                Wire data = openData(site, link);
                CountDownLatch cutOff = new CountDownLatch(1);
                LineThreads.channel("hostile target " + link, () -> answer(data, lie, cutOff));
                LinkException fault = assertThrows(LinkException.class, () -> sendOne(link));
                assertEquals(ErrorCode.PROTOCOL, fault.code());
                assertTrue(cutOff.await(TestLines.WAIT.toSeconds(), TimeUnit.SECONDS), lie.says);
            }
            List<String> said = log.warnings(link + " ");
            assertEquals(1, said.size(), String.valueOf(said));
            assertTrue(said.get(0).endsWith(link + " RNK-1003: " + lie.says), said.get(0));
        }
        sendGoodBatches();
    }

    private static LinkId link(String federation) {
        return LinkId.parse("db-" + federation + "-prod");
    }

    /** Gives the fault that ended the session of this link, whenever it came. */
    private void sendOne(LinkId link) throws Exception {
        SenderSession session = centre.sender(link, false).connect(TestLines.hello(link, 1), TestLines.WAIT);
        session.send(TestBatch.of(link, 1, 100));
        CompletableFuture<Void> ended = session.ended().toCompletableFuture();
        try {
            ended.get(TestLines.WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw assertInstanceOf(LinkException.class, e.getCause());
        }
    }

    private static void answer(Wire data, Lie lie, CountDownLatch cutOff) {
        try {
            assertEquals(MessageType.HELLO, data.read().type());
            Answer first = lie.answers.get(0);
            data.send(first.type, first.payload);
            while (data.read().type() != MessageType.BATCH_END) {
                assertEquals(1, cutOff.getCount());
            }
            for (Answer next : lie.answers.subList(1, lie.answers.size())) {
                data.send(next.type, next.payload);
            }
            while (true) {
                assertTrue(data.read().type() != MessageType.WELCOME);
            }
        } catch (IOException e) {
            cutOff.countDown();
        }
    }

    private void commit(Crime crime, ChannelSubsystem channel) throws IOException {
        Wire wire = SshWires.over(channel, channel.getInvertedOut(), channel.getInvertedIn());
        OutputStream raw = channel.getInvertedIn();
        switch (crime) {
            case GARBAGE_ON_CONTROL, GARBAGE_ON_DATA -> say(raw, join(new byte[] {0, 0, 0, 60}, bytes(4096)));
            case GIANT_ON_CONTROL, GIANT_ON_DATA ->
                say(raw, ByteBuffer.allocate(5).putInt(Integer.MAX_VALUE).array());
            case HALF_A_MESSAGE_ON_CONTROL -> say(raw, new byte[] {0, 0});
            case OLD_VERSION_ON_CONTROL, OLD_VERSION_ON_DATA ->
                wire.send(MessageType.OPEN, new Versions(0, 1, 1)::writeTo);
            case NEWER_VERSION_ON_CONTROL, NEWER_VERSION_ON_DATA ->
                wire.send(MessageType.OPEN, new Versions(3, 1, 1)::writeTo);
            case DATA_ON_CONTROL -> {
                wire.send(MessageType.OPEN, Versions.NEWEST::writeTo);
                wire.send(MessageType.BATCH, out -> out.write(bytes(50)));
            }
            case NOT_RENKEI_ON_DATA -> wire.send(MessageType.OPEN, out -> out.write(new byte[30]));
            case FOREIGN_LINK_ON_DATA ->
                wire.send(MessageType.OPEN, out -> {
                    Versions.NEWEST.writeTo(out);
                    Codec.writeText(out, GOOD.toString());
                });
            default -> {
                // says nothing more
            }
        }
    }

    private static void say(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The connection lives, only the channel says nothing. */
    private static void showLife(Criminal one) {
        if (one.crime == Crime.NOTHING_ON_CONTROL || !one.session.isOpen()) {
            return;
        }
        try {
            one.session.sendIgnoreMessage(new byte[8]);
        } catch (IOException e) {
            assertTrue(one.session.isClosing() || one.session.isClosed(), e.toString());
        }
    }

    private static void trickle(Socket socket, byte[] drops, int count) {
        try {
            socket.getOutputStream().write(drops[Math.min(count, drops.length - 1)]);
        } catch (IOException e) {
            assertTrue(isClosed(socket), e.toString());
        }
    }

    private void sendGoodBatches() throws Exception {
        long next = target.applied() + 1;
        for (long seq = next; seq < next + 5; seq++) {
            good.send(TestBatch.of(GOOD, seq, 5000)).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        assertEquals(next + 4, target.applied());
        assertEquals(goodSince, since());
    }

    private Instant since() {
        return centre.connections().get(0).since();
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(5000);
            byte[] buffer = new byte[8192];
            while (socket.getInputStream().read(buffer) >= 0) {
                assertTrue(socket.isConnected());
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void say(Map<String, Socket> strangers, String kind, byte[] bytes) throws IOException {
        strangers.get(kind).getOutputStream().write(bytes);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
