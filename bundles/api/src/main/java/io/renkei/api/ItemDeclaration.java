package io.renkei.api;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Names an item (a table, a file, a report) before any data of it: what the policy is asked about at every door. Data of
 * an item that was not declared in its batch cannot be read.
 *
 * @param item name as in the lists, for example {@code public.c_claim}
 * @param parts parts that are carried, for example column names; at most {@link #PARTS_MAX}
 * @param definition the kind's own description (a relation message, file attributes), opaque to everybody else
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, handed on and never compared
public record ItemDeclaration(String item, List<String> parts, byte[] definition) {
    /** PostgreSQL's limit of columns in a table. */
    public static final int PARTS_MAX = 1600;

    public ItemDeclaration {
        parts = List.copyOf(parts);
        if (item.isEmpty() || parts.size() > PARTS_MAX) {
            throw new IllegalArgumentException("an item has a name and at most " + PARTS_MAX + " parts");
        }
    }

    /** The bytes of an ITEM frame. */
    public ByteBuffer encode() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            writeText(out, item);
            out.writeInt(parts.size());
            for (String part : parts) {
                writeText(out, part);
            }
            out.writeInt(definition.length);
            out.write(definition);
            return ByteBuffer.wrap(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /**
     * Reads an ITEM frame.
     *
     * @throws IllegalArgumentException if the bytes are not a declaration
     */
    public static ItemDeclaration decode(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String item = readText(in);
            int count = in.readInt();
            if (count < 0 || count > PARTS_MAX) {
                throw new IllegalArgumentException("an item has 0.." + PARTS_MAX + " parts, frame says " + count);
            }
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                parts.add(readText(in));
            }
            byte[] definition = in.readNBytes(bounded(in.readInt(), in));
            if (in.read() >= 0) {
                throw new IllegalArgumentException("bytes follow the item declaration");
            }
            return new ItemDeclaration(item, parts, definition);
        } catch (IOException e) {
            throw new IllegalArgumentException("the frame ends inside an item declaration", e);
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(bounded(in.readInt(), in)), StandardCharsets.UTF_8);
    }

    private static int bounded(int length, DataInputStream in) throws IOException {
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("length " + length + " exceeds the frame");
        }
        return length;
    }
}
