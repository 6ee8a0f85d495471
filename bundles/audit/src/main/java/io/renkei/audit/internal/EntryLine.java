package io.renkei.audit.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.renkei.api.AuditEntry;
import io.renkei.api.AuditRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the trail: a JSON object whose last member is {@code chain}, the SHA-256 over the chain value of the line
 * before and all bytes of this line up to that member.
 */
final class EntryLine {
    /** A record of eight texts of {@link #TEXT_MAX} characters, each written as a six-byte escape, fits. */
    static final int LINE_MAX_BYTES = 64 * 1024;

    /** Longer texts of a record are cut and end in "…". */
    static final int TEXT_MAX = 1_000;

    /** The chain value before the first entry. */
    static final String GENESIS = "0".repeat(64);

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] CHAIN_BEGIN = ",\"chain\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CHAIN_END = "\"}".getBytes(StandardCharsets.UTF_8);
    private static final int HEX_LENGTH = 64;
    private static final int TAIL_LENGTH = CHAIN_BEGIN.length + HEX_LENGTH + CHAIN_END.length;

    private final byte[] bytes;
    private final AuditEntry entry;

    private EntryLine(byte[] bytes, AuditEntry entry) {
        this.bytes = bytes;
        this.entry = entry;
    }

    /** Writes the line that follows an entry with the given chain value. */
    static EntryLine following(String chainBefore, long number, Instant time, AuditRecord record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AuditRecord kept = bounded(record);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("n", number);
            json.writeStringField("time", time.toString());
            json.writeStringField("who", kept.who());
            json.writeStringField("from", kept.from());
            json.writeStringField("act", kept.act());
            json.writeStringField("subject", kept.subject());
            json.writeStringField("reason", kept.reason());
            json.writeStringField("before", kept.before());
            json.writeStringField("after", kept.after());
            json.writeStringField("result", kept.result());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        byte[] object = out.toByteArray();
        int body = object.length - 1; // without the closing brace
        String chain = hash(chainBefore, object, body);
        out.reset();
        out.write(object, 0, body);
        out.writeBytes(CHAIN_BEGIN);
        out.writeBytes(chain.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(CHAIN_END);
        return new EntryLine(out.toByteArray(), new AuditEntry(number, time, kept, chain));
    }

    /** Reads a line; null if it is not one of the trail, whatever it is. Does not check its chain value. */
    static @Nullable EntryLine read(byte[] bytes) {
        int body = bytes.length - TAIL_LENGTH;
        if (body < 1 || !holds(bytes, body, CHAIN_BEGIN) || !holds(bytes, bytes.length - CHAIN_END.length, CHAIN_END)) {
            return null;
        }
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (!json.nextToken().isScalarValue()) {
                    return null;
                }
                members.put(name, json.getText());
            }
            AuditEntry entry = new AuditEntry(
                    Long.parseLong(member(members, "n")),
                    Instant.parse(member(members, "time")),
                    new AuditRecord(
                            member(members, "who"),
                            member(members, "from"),
                            member(members, "act"),
                            member(members, "subject"),
                            member(members, "reason"),
                            member(members, "before"),
                            member(members, "after"),
                            member(members, "result")),
                    member(members, "chain"));
            return new EntryLine(bytes, entry);
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether nothing in the line was changed since it was written behind the given chain value. */
    boolean follows(String chainBefore) {
        return hash(chainBefore, bytes, bytes.length - TAIL_LENGTH).equals(entry.chain());
    }

    AuditEntry entry() {
        return entry;
    }

    /** Without line end. */
    byte[] bytes() {
        return bytes;
    }

    private static boolean holds(byte[] bytes, int at, byte[] part) {
        return Arrays.equals(bytes, at, at + part.length, part, 0, part.length);
    }

    private static String member(Map<String, String> members, String name) {
        String value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no member " + name);
        }
        return value;
    }

    private static AuditRecord bounded(AuditRecord record) {
        return new AuditRecord(
                bounded(record.who()),
                bounded(record.from()),
                bounded(record.act()),
                bounded(record.subject()),
                bounded(record.reason()),
                bounded(record.before()),
                bounded(record.after()),
                bounded(record.result()));
    }

    private static String bounded(String text) {
        String kept = text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX - 1) + "…";
        // there and back: half a surrogate pair is not valid UTF-8
        return new String(kept.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String hash(String chainBefore, byte[] line, int length) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(chainBefore.getBytes(StandardCharsets.UTF_8));
            sha.update(line, 0, length);
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
