package io.renkei.db.internal.capture;

import io.renkei.db.internal.apply.TestBatch;
import io.renkei.db.internal.wire.PgOutputReader;
import io.renkei.db.internal.wire.Relation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The messages of a batch in words: {@code U claim K(1,null) N(2,x)}. */
final class Messages {
    private static final int INT4 = 23;
    private static final int INT8 = 20;
    private static final List<Integer> TEXTS = List.of(25, 1043, 1042);

    private Messages() {}

    static List<String> of(TestBatch batch) {
        List<String> all = new ArrayList<>();
        PgOutputReader reader = new PgOutputReader(batch.again());
        while (reader.next()) {
            all.add(one(reader));
        }
        return all;
    }

    private static String one(PgOutputReader reader) {
        ByteBuffer body = reader.body();
        return switch (reader.type()) {
            case 'R' -> {
                Relation relation = reader.relation();
                yield "R " + relation.item() + " " + relation.identity() + relation.columnNames() + relation.keyNames();
            }
            case 'I', 'U', 'D' -> change(reader.type(), reader.relation(), body);
            case 'T' -> {
                StringBuilder text = new StringBuilder("T");
                int count = body.getInt();
                text.append(body.get());
                for (int i = 0; i < count; i++) {
                    text.append(' ').append(reader.relation(body.getInt()).table());
                }
                yield text.toString();
            }
            default -> String.valueOf(reader.type());
        };
    }

    private static String change(char type, Relation relation, ByteBuffer body) {
        StringBuilder text = new StringBuilder().append(type).append(' ').append(relation.table());
        body.getInt();
        while (body.hasRemaining()) {
            text.append(' ').append((char) body.get()).append('(');
            int count = body.getShort();
            for (int i = 0; i < count; i++) {
                text.append(i > 0 ? "," : "")
                        .append(value(body, relation.columns().get(i).typeOid()));
            }
            text.append(')');
        }
        return text.toString();
    }

    private static String value(ByteBuffer body, int type) {
        char kind = (char) body.get();
        if (kind == 'n') {
            return "null";
        } else if (kind == 'u') {
            return "unchanged";
        }
        byte[] bytes = new byte[body.getInt()];
        body.get(bytes);
        if (kind == 't') {
            return "text:" + new String(bytes, StandardCharsets.UTF_8);
        } else if (type == INT4) {
            return Integer.toString(ByteBuffer.wrap(bytes).getInt());
        } else if (type == INT8) {
            return Long.toString(ByteBuffer.wrap(bytes).getLong());
        } else if (TEXTS.contains(type)) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return HexFormat.of().formatHex(bytes);
    }
}
