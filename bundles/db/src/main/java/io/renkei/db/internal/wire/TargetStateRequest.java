package io.renkei.db.internal.wire;

import java.util.List;

/**
 * Control call {@value #CALL}: does the target hold a checkpoint, and rows?
 *
 * @param tables the tables that the link is to carry
 */
public record TargetStateRequest(List<Table> tables) {
    /** Name of the control call. */
    public static final String CALL = "db.target-state";

    private static final int VERSION = 1;

    /** A table by its two names. */
    public record Table(String schema, String name) {
        /** The name in lists: {@code schema.table}. */
        public String item() {
            return schema + "." + name;
        }
    }

    public TargetStateRequest {
        tables = List.copyOf(tables);
    }

    /** The bytes of the request. */
    public byte[] encode() {
        return new WireOutput(VERSION)
                .list(tables, (out, table) -> out.text(table.schema()).text(table.name()))
                .bytes();
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if the bytes are not one
     */
    public static TargetStateRequest decode(byte[] bytes) {
        WireInput in = new WireInput(bytes, VERSION);
        return in.last(new TargetStateRequest(in.list(each -> new Table(each.text(), each.text()))));
    }
}
