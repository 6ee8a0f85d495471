package io.renkei.steps;

import io.renkei.api.ErrorCode;
import io.renkei.api.ItemStatistics;
import io.renkei.api.ItemTotals;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkException;
import io.renkei.api.PermanentLinkException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The control call by which the centre's half of a link asks the site's what its target has committed, whatever the kind. */
public final class StatisticsCall {
    static final String NAME = "link.stats";

    private static final int VERSION = 1;

    private StatisticsCall() {}

    /**
     * Asks the far half.
     *
     * @param centre of the half that asks
     * @throws LinkException {@link ErrorCode#LINE_DOWN} if no answer came in time, or what the far half refuses with
     */
    public static ItemStatistics ask(LinkContext centre, Duration maxWait) {
        byte[] answer = centre.farSide().call(NAME, new byte[0], maxWait);
        try {
            return decode(answer);
        } catch (IOException | IllegalArgumentException e) {
            throw new PermanentLinkException(
                    centre.id(), ErrorCode.CONTROL_FAILED, NAME + ": the answer can't be read: " + e.getMessage(), e);
        }
    }

    /** The bytes of an answer. */
    static byte[] encode(ItemStatistics statistics) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(statistics.since().toEpochMilli());
            out.writeInt(statistics.items().size());
            for (ItemTotals item : statistics.items()) {
                byte[] name = item.item().getBytes(StandardCharsets.UTF_8);
                out.writeInt(name.length);
                out.write(name);
                out.writeLong(item.inserted());
                out.writeLong(item.updated());
                out.writeLong(item.deleted());
                out.writeLong(item.truncated());
                out.writeLong(item.loaded());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads an answer; memory is taken for what has come, not for what it says that it holds.
     *
     * @throws IOException if it ends too early
     * @throws IllegalArgumentException if it is no answer
     */
    static ItemStatistics decode(byte[] answer) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("version " + version + ", this release knows " + VERSION);
        }
        Instant since = Instant.ofEpochMilli(in.readLong());
        int count = in.readInt();
        List<ItemTotals> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(new ItemTotals(
                    text(in), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
        if (count < 0 || in.available() > 0) {
            throw new IllegalArgumentException("not the number of items that it says");
        }
        return new ItemStatistics(since, items);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new EOFException("ends in a name");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
