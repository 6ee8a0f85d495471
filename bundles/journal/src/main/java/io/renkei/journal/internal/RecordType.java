package io.renkei.journal.internal;

import org.jspecify.annotations.Nullable;

/** What a record of a segment holds; the code is its first byte on disk. */
enum RecordType {
    /** A batch begins; see {@link StoredHead}. */
    HEAD(0xB1),
    /** A frame of the batch. */
    FRAME(0xB2),
    /** The batch is whole; see {@link StoredEnd}. */
    END(0xB3);

    /** Added to the code of a record whose payload is masked, see {@link Sectors}. */
    static final int MASKED = 0x08;

    private final int code;

    RecordType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The type that a code stands for, masked or not; null if none. */
    static @Nullable RecordType of(int code) {
        for (RecordType type : values()) {
            if (type.code == (code & ~MASKED)) {
                return type;
            }
        }
        return null;
    }
}
