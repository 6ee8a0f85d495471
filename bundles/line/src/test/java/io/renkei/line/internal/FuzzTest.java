package io.renkei.line.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.renkei.api.Checkpoint;
import io.renkei.api.Encoding;
import io.renkei.api.Epoch;
import io.renkei.api.ErrorCode;
import io.renkei.api.FederationId;
import io.renkei.api.Frame;
import io.renkei.api.FrameType;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.journal.FrameCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever bytes come, a decoder gives a value or says no in the one way that its caller expects. For longer:
 * {@code -Drenkei.fuzz.rounds=1000000}, for another course {@code -Drenkei.fuzz.seed=7}.
 */
class FuzzTest {
    private static final int ROUNDS = Integer.getInteger("renkei.fuzz.rounds", 5_000);
    private static final long SEED = Long.getLong("renkei.fuzz.seed", 13);
    private static final LinkId LINK = LinkId.parse("db-13-prod");
    private static final int[] EDGES = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Frame.MAX_BYTES, 0xFFFF, 8192};

    @TempDir
    private Path home;

    private final Random random = new Random(SEED);

    /** Reads bytes; may throw what its caller handles. */
    private interface Decoder {
        void read(byte[] bytes) throws IOException;
    }

    @Test
    void payloadsOfMessages() throws Exception {
        payload(out -> Codec.writeHello(out, TestLines.hello(LINK, 3)), in -> Codec.readHello(in, LINK));
        payload(
                out -> Codec.writeCheckpoint(out, new Checkpoint(LINK, new Epoch(2), new Position(9, "token"), 7)),
                in -> Codec.readCheckpoint(in, LINK));
        payload(out -> Codec.writeBatch(out, TestBatch.of(LINK, 4, 10)), in -> Codec.readBatch(in, LINK));
        payload(
                out -> Codec.writeFault(out, new PermanentLinkException(LINK, ErrorCode.APPLY_FAILED, "no column")),
                in -> Codec.readFault(in, LINK, new Epoch(1)));
        payload(
                out -> Codec.writeProbe(out, new LinkProbe("running", "", Position.of(5), Instant.EPOCH, 12)),
                Codec::readProbe);
        payload(Versions.NEWEST::writeTo, Versions::read);
        payload(
                out -> Codec.writeText(out, Keys.print(new Keys(home).own().getPublic())),
                in -> Keys.parse(Codec.readText(in)));
    }

    private void payload(Wire.Payload sample, Codec.Reader<?> reader) throws IOException {
        fuzz(bytes(sample), bytes -> {
            try {
                Codec.read(ByteBuffer.wrap(bytes), reader);
            } catch (ProtocolException e) {
                assertEquals(ProtocolException.class, e.getClass());
            }
        });
    }

    /** All that a site can get on a data channel, as a stream: header, frames, end. */
    @Test
    void batchesWithTheirFrames() throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        Wire writing = wire(new byte[0], stream);
        Frame raw = Frame.raw(FrameType.DATA, ByteBuffer.allocate(700));
        try (FrameCodec codec = new FrameCodec()) {
            writing.frame(raw);
            writing.frame(codec.encode(raw));
            writing.frame(raw);
            writing.send(MessageType.BATCH_END, out -> {});
            Codec.BatchHeader header = Codec.read(
                    ByteBuffer.wrap(bytes(out -> Codec.writeBatch(out, TestBatch.of(LINK, 4, 10)))),
                    in -> Codec.readBatch(in, LINK));
            fuzz(stream.toByteArray(), changed -> {
                byte[] bytes = sealed(changed);
                try {
                    IncomingBatch batch =
                            new IncomingBatch(wire(bytes, OutputStream.nullOutputStream()), header, codec);
                    for (Frame frame = batch.next(); frame != null; frame = batch.next()) {
                        assertEquals(Encoding.RAW, frame.encoding());
                    }
                } catch (LinkException e) {
                    assertEquals(LINK, e.link());
                }
                try {
                    new IncomingBatch(wire(bytes, OutputStream.nullOutputStream()), header, codec).skipRest();
                } catch (ProtocolException | EOFException e) {
                    assertEquals(true, e.getMessage() == null || !e.getMessage().isEmpty());
                }
            });
        }
    }

    /** All that can come on a control channel: it ends, for a reason, and nothing is left behind. */
    @Test
    void controlChannels() throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        Wire writing = wire(new byte[0], stream);
        writing.send(MessageType.OPEN, Versions.NEWEST::writeTo);
        writing.send(MessageType.PING, out -> {});
        writing.send(MessageType.CALL, out -> {
            out.writeLong(1);
            Codec.writeText(out, LINK.toString());
            Codec.writeText(out, "verify");
            Codec.writeBytes(out, new byte[20]);
        });
        writing.send(MessageType.REPLY, out -> {
            out.writeLong(1);
            Codec.writeText(out, LINK.toString());
            out.writeBoolean(true);
            Codec.writeBytes(out, new byte[20]);
        });
        try (LineThreads threads = new LineThreads()) {
            fuzz(stream.toByteArray(), bytes -> {
                Wire wire = wire(sealed(bytes), OutputStream.nullOutputStream());
                ControlHub hub = ControlHub.open("fuzz", wire, Ends.noAnswers(), threads, System::nanoTime);
                assertEquals(false, hub.run(() -> {}).isEmpty());
            });
        }
    }

    @Test
    void invitations() {
        String token = new Token(new FederationId(13), "centre.example.jp:7022", "SHA256:abc", "secret", Instant.EPOCH)
                .print();
        words(token, Token::parse);
        String inner = "13\ncentre.example.jp:7022\nSHA256:abc\nsecret\n2026-07-01T00:00:00Z";
        words(
                inner,
                text -> Token.parse("renkei1."
                        + java.util.Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void settings() {
        words("centre.example.jp:7022", text -> LineSettings.of(Map.of("connect", text)));
        words("0.0.0.0:0", text -> LineSettings.of(Map.of("listen", text)));
        words("13", text -> LineSettings.of(Map.of("federation", text)));
        words("Asia/Tokyo", text -> LineSettings.of(Map.of("zone", text)));
        words("10MiB/s Mon-Fri 08:00-18:00, 50MiB/s", text -> LineSettings.of(Map.of("rate", text)));
        words("connect", text -> LineSettings.of(Map.of(text, "centre:1")));
    }

    /** For text that a person gives: it is taken, or there is a message for that person. */
    private void words(String sample, java.util.function.Consumer<String> reader) {
        try {
            fuzz(sample.getBytes(StandardCharsets.UTF_8), bytes -> {
                try {
                    reader.accept(new String(bytes, StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    assertEquals(false, String.valueOf(e.getMessage()).isBlank());
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Mostly the CRCs fit again: else nothing would come as far as the decoders behind them. */
    private byte[] sealed(byte[] bytes) {
        ByteBuffer messages = ByteBuffer.wrap(bytes);
        while (random.nextInt(20) > 0 && messages.remaining() > Integer.BYTES) {
            int length = messages.getInt();
            if (length < 1 || length > messages.remaining() - Integer.BYTES) {
                return bytes;
            }
            CRC32C crc = new CRC32C();
            crc.update(messages.slice().limit(length));
            messages.position(messages.position() + length).putInt((int) crc.getValue());
        }
        return bytes;
    }

    private void fuzz(byte[] sample, Decoder decoder) throws IOException {
        decoder.read(sample);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = changed(sample);
            try {
                decoder.read(bytes);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed " + SEED + " round " + round + ": "
                                + HexFormat.of().formatHex(bytes),
                        e);
            }
        }
    }

    private byte[] changed(byte[] sample) {
        byte[] bytes = sample.clone();
        List<Integer> kinds = new ArrayList<>(List.of(random.nextInt(6)));
        while (random.nextBoolean()) {
            kinds.add(random.nextInt(6));
        }
        for (int kind : kinds) {
            int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            switch (kind) {
                case 0 ->
                    bytes = random.ints(random.nextInt(200))
                            .collect(
                                    ByteArrayOutputStream::new,
                                    ByteArrayOutputStream::write,
                                    (a, b) -> a.writeBytes(b.toByteArray()))
                            .toByteArray();
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(40));
                case 3 -> {
                    if (bytes.length >= Integer.BYTES) {
                        int start = random.nextInt(bytes.length - Integer.BYTES + 1);
                        ByteBuffer.wrap(bytes).putInt(start, EDGES[random.nextInt(EDGES.length)]);
                    }
                }
                default -> {
                    if (bytes.length > 0) {
                        bytes[at] ^= (byte) (1 << random.nextInt(8));
                    }
                }
            }
        }
        return bytes;
    }

    private static byte[] bytes(Wire.Payload payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        payload.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Wire wire(byte[] in, OutputStream out) {
        return new Wire(new ByteArrayInputStream(in), out, wanted -> wanted, () -> {});
    }
}
