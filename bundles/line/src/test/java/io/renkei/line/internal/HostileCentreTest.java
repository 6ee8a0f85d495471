package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Encoding;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.LineStatus;
import io.renkei.api.LinkId;
import io.renkei.api.NumberedBatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.server.channel.ChannelSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site dials whatever its configuration says; what answers there may be anything, and the site goes on dialling. */
class HostileCentreTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");

    @TempDir
    private Path home;

    private LogLines log;
    private TestLines lines;

    @BeforeEach
    void prepare() {
        log = new LogLines();
        lines = new TestLines(home);
    }

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void aPortThatSpeaksNoSshIsNamedAndDialledAgain() throws Exception {
        Map<String, byte[]> answers = Map.of(
                "closes",
                new byte[0],
                "garbage",
                new byte[5000],
                "http",
                "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                "giant",
                ByteBuffer.allocate(30)
                        .put("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII))
                        .putInt(Integer.MAX_VALUE)
                        .array());
        List<ServerSocket> ports = new ArrayList<>();
        try {
            for (Map.Entry<String, byte[]> answer : answers.entrySet()) {
                AtomicInteger dialled = new AtomicInteger();
                ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ports.add(port);
                LineThreads.channel("hostile " + answer.getKey(), () -> answer(port, answer.getValue(), dialled));
                SiteLine site = lines.dialling(keys(), "13", port.getLocalPort());
                Await.that(answer.getKey() + " is dialled again", () -> dialled.get() >= 3);
                LineStatus status = site.connections().get(0);
                assertTrue(!status.up(), answer.getKey());
                String place = ":" + port.getLocalPort() + " is gone: ";
                assertTrue(!log.warnings(place).isEmpty(), answer.getKey());
                site.close();
            }
        } finally {
            for (ServerSocket port : ports) {
                port.close();
            }
        }
    }

    private static void answer(ServerSocket port, byte[] bytes, AtomicInteger dialled) {
        while (!port.isClosed()) {
            try (Socket site = port.accept()) {
                dialled.incrementAndGet();
                site.getOutputStream().write(bytes);
                site.getOutputStream().flush();
            } catch (IOException e) {
                assertTrue(dialled.get() >= 0);
            }
        }
    }

    @Test
    void aCentreWithAnotherKeyIsNotTrusted() throws Exception {
        CentreLine centre = lines.centre(Map.of());
        SiteLine site = lines.dialling(keys(), "13", centre.port());
        Await.that("it is refused", () -> site.connections().get(0).detail().contains("no connection"));
        assertTrue(
                site.connections().get(0).detail().contains("key"),
                site.connections().get(0).detail());
    }

    /** The right key, and then anything: each data channel ends with a warning that names the link, and the next is served. */
    @Test
    void aCentreThatBreaksTheProtocolDoesNotStopTheSite() throws Exception {
        AtomicInteger channels = new AtomicInteger();
        List<Crime> crimes = List.of(
                new Crime("BATCH before the hello", wire -> wire.send(MessageType.BATCH, out -> {})),
                new Crime("a message can't be read", wire -> wire.send(MessageType.HELLO, out -> out.write(7))),
                new Crime("WELCOME in a session", wire -> {
                    greet(wire);
                    wire.send(MessageType.WELCOME, out -> {});
                }),
                new Crime("batch 5 after batch 3", wire -> {
                    greet(wire);
                    batch(wire, TestBatch.of(LINK, 3, 0));
                    batch(wire, TestBatch.of(LINK, 5, 0));
                }),
                new Crime("a batch of epoch 1 in a session of epoch 0", wire -> {
                    wire.send(MessageType.HELLO, out -> Codec.writeHello(out, TestLines.hello(LINK, 0)));
                    batch(wire, TestBatch.of(LINK, 1, 0));
                }),
                new Crime("a compressed frame can't be read", wire -> {
                    greet(wire);
                    wire.send(MessageType.BATCH, out -> Codec.writeBatch(out, TestBatch.of(LINK, 1, 0)));
                    wire.frame(new Frame(FrameType.DATA, Encoding.ZSTD, 500, ByteBuffer.allocate(40)));
                    wire.send(MessageType.BATCH_END, out -> {});
                }));
        Subsystem control = new Subsystem(Subsystem.CONTROL, (wire, channel) -> serveControl(wire));
        Subsystem data = new Subsystem(
                Subsystem.DATA,
                (wire, channel) ->
                        serve(crimes.get(Math.min(channels.getAndIncrement(), crimes.size() - 1)), wire, channel));
        Path keys = keys();
        Keys centre = new Keys(home.resolve("robbed"));
        new Keys(keys).pin("centre", centre.own().getPublic());
        try (SshDoor door = new SshDoor(
                centre.own(), (user, key, session) -> true, (user, word, session) -> true, List.of(control, data))) {
            door.open("127.0.0.1", 0);
            SiteLine site = lines.dialling(keys, "13", door.port());
            RecordingHandler handler = new RecordingHandler(LINK);
            handler.startAt(2);
            site.receiver(LINK).serve(handler);
            for (Crime crime : crimes) {
                Await.that(
                        crime.says,
                        () -> !log.warnings("db-13-prod RNK-1003: " + crime.says)
                                .isEmpty());
            }
            assertTrue(site.connections().get(0).up());
        }
    }

    private record Crime(String says, Deed deed) {}

    private interface Deed {
        void commit(Wire wire) throws IOException;
    }

    private static void greet(Wire wire) throws IOException {
        wire.send(MessageType.HELLO, out -> Codec.writeHello(out, TestLines.hello(LINK, 1)));
    }

    private static void batch(Wire wire, NumberedBatch batch) throws IOException {
        wire.send(MessageType.BATCH, out -> Codec.writeBatch(out, batch));
        wire.send(MessageType.BATCH_END, out -> {});
    }

    private static void serve(Crime crime, Wire wire, ChannelSession channel) {
        try (wire) {
            crime.deed.commit(wire);
            while (wire.read().type() != MessageType.REFUSED) {
                assertTrue(channel.isOpen());
            }
        } catch (IOException e) {
            assertTrue(channel.isClosing() || channel.isClosed() || channel.isEofSignalled(), e.toString());
        }
    }

    private static void serveControl(Wire wire) {
        try (LineThreads threads = new LineThreads()) {
            assertTrue(!ControlHub.open("site", wire, Ends.noAnswers(), threads, System::nanoTime)
                    .run(() -> {})
                    .isEmpty());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path keys() throws IOException {
        Path folder = home.resolve("site/data/line");
        new Keys(folder).pin("centre", new Keys(home.resolve("somebody")).own().getPublic());
        return folder;
    }
}
