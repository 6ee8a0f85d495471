package io.renkei.db.internal.apply;

import io.renkei.db.internal.wire.Tuples;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What several changes of the same rows come to, one change per key. An open hash table over the keys' bytes in the chunk:
 * no object for each row.
 */
final class NetChanges {
    private static final byte NOTHING = 0;
    private static final byte INSERTED = 1;
    private static final byte UPDATED = 2;
    private static final byte DELETED = 3;

    private final Chunk chunk;
    private final int[] slots;
    private final int mask;
    private final int[] changes;
    private final int[] slotOf;
    private final byte[] states;
    private int size;

    /**
     * The net changes of one table, by number of the change that brought the last values; no key twice.
     *
     * @param partial updates that leave values unchanged which were not sent
     */
    record Group(IntList deletes, IntList updates, IntList partial, IntList inserts) {
        Group() {
            this(new IntList(), new IntList(), new IntList(), new IntList());
        }
    }

    NetChanges(Chunk chunk) {
        this.chunk = chunk;
        int length = Integer.highestOneBit(Math.max(chunk.size(), 1) * 2) * 2;
        this.slots = new int[length];
        this.mask = length - 1;
        this.changes = new int[chunk.size()];
        this.slotOf = new int[chunk.size()];
        this.states = new byte[chunk.size()];
    }

    /**
     * Takes the next change.
     *
     * @return false if it can't be joined with what is there: that must be written first
     */
    boolean add(int change) {
        TargetTable table = chunk.table(change);
        if (!table.hasKey()) {
            enter(-1, change, INSERTED);
            return true;
        }
        int slot = slot(table, change);
        int entry = slots[slot] - 1;
        if (entry < 0) {
            enter(slot, change, stateOf(chunk.type(change)));
            return true;
        }
        return join(entry, change);
    }

    /** All net changes by table, in the order in which tables came; empties this. */
    Map<TargetTable, Group> take() {
        Map<TargetTable, Group> groups = new LinkedHashMap<>();
        for (int entry = 0; entry < size; entry++) {
            int change = changes[entry];
            Group group = groups.computeIfAbsent(chunk.table(change), table -> new Group());
            switch (states[entry]) {
                case INSERTED -> group.inserts().add(change);
                case DELETED -> group.deletes().add(change);
                case UPDATED -> (chunk.hasUnchanged(change) ? group.partial() : group.updates()).add(change);
                default -> {
                    // inserted and deleted again
                }
            }
            if (slotOf[entry] >= 0) {
                slots[slotOf[entry]] = 0;
            }
        }
        size = 0;
        return groups;
    }

    private boolean join(int entry, int change) {
        byte before = states[entry];
        char type = chunk.type(change);
        byte after;
        if (type == 'U' && (before == INSERTED || before == UPDATED) && !chunk.hasUnchanged(change)) {
            after = before;
        } else if (type == 'D' && before == INSERTED) {
            after = NOTHING;
        } else if (type == 'D' && before == UPDATED) {
            after = DELETED;
        } else if (type == 'I' && before == DELETED) {
            after = UPDATED;
        } else if (type == 'I' && before == NOTHING) {
            after = INSERTED;
        } else {
            return false;
        }
        states[entry] = after;
        changes[entry] = change;
        return true;
    }

    private void enter(int slot, int change, byte state) {
        changes[size] = change;
        states[size] = state;
        slotOf[size] = slot;
        size++;
        if (slot >= 0) {
            slots[slot] = size;
        }
    }

    /** The slot that holds the change's key, or the free one where it belongs. */
    private int slot(TargetTable table, int change) {
        byte[] bytes = chunk.bytes();
        int tuple = chunk.keyTuple(change);
        int slot = (Tuples.hash(bytes, tuple, table.key()) * 31 + System.identityHashCode(table)) & mask;
        while (slots[slot] != 0) {
            int other = changes[slots[slot] - 1];
            if (chunk.table(other) == table && Tuples.same(bytes, tuple, chunk.keyTuple(other), table.key())) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static byte stateOf(char type) {
        return switch (type) {
            case 'I' -> INSERTED;
            case 'U' -> UPDATED;
            default -> DELETED;
        };
    }
}
