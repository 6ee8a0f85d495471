package io.renkei.api;

/**
 * Number of one ownership of a link. The target keeps the highest it has seen; whoever comes with a lower one, or with
 * the same one from another owner, is fenced.
 *
 * @param value 1 or more; 0 only for {@link #NONE}
 */
public record Epoch(long value) implements Comparable<Epoch> {
    /** No owner yet. */
    public static final Epoch NONE = new Epoch(0);

    public Epoch {
        if (value < 0) {
            throw new IllegalArgumentException("epoch must not be negative, was " + value);
        }
    }

    /** The epoch after this one. */
    public Epoch next() {
        return new Epoch(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
