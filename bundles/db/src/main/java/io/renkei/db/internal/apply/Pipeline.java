package io.renkei.db.internal.apply;

import io.renkei.db.internal.apply.TargetTable.Statement;
import io.renkei.db.internal.wire.ServerException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Statements in flight, and how many rows each of them must have changed. */
final class Pipeline {
    /** In place of a change: the statement serves none. */
    static final int NO_CHANGE = -1;

    /** In place of a change: the statement moves the checkpoint. */
    static final int CHECKPOINT = -2;

    /** In place of a change: the statement makes sure that a table has the form that was looked up. */
    static final int FORM = -3;

    /** In place of a number of rows: any will do. */
    static final int ANY = -1;

    /** In place of a number of rows: one, or the change collides with what the target has. */
    static final int LIKELY_ONE = -2;

    /** In place of a number of rows: none, or the change collides with what the target has. */
    static final int LIKELY_NONE = -3;

    private static final int FIRST = 256;

    private final PgSession session;
    private int[] expected = new int[FIRST];
    private int[] changes = new int[FIRST];
    private int size;
    private long lastCount;
    private int collisions;

    /**
     * What went wrong.
     *
     * @param fault what the server refused; null: a statement changed another number of rows than it must
     * @param change number in the chunk, {@link #NO_CHANGE}, {@link #CHECKPOINT} or {@link #FORM}
     */
    record Trouble(@Nullable ServerException fault, int change) {}

    Pipeline(PgSession session) {
        this.session = session;
    }

    /** Whether nothing is in flight. */
    boolean isEmpty() {
        return size == 0;
    }

    void execute(String sql) throws SQLException {
        session.execute(sql);
        note(ANY, NO_CHANGE);
    }

    /** Runs a statement that must change, or find, so many rows. */
    void execute(String sql, int rows, int change) throws SQLException {
        session.execute(sql);
        note(rows, change);
    }

    /** Begins a statement; its parameters and {@link #run} follow. */
    MessageWriter begin(Statement statement) throws SQLException {
        return session.bind(statement.sql(), statement.types());
    }

    /** Ends what {@link #begin} began. */
    void run(int rows, int change) throws SQLException {
        session.run();
        note(rows, change);
    }

    CopyWriter copy(String sql) throws SQLException {
        return session.copy(sql);
    }

    void endCopy(CopyWriter copy, int rows) throws SQLException {
        session.endCopy(copy);
        note(rows, NO_CHANGE);
    }

    /**
     * Waits for all answers.
     *
     * @return the first trouble; null: all is as it must be
     * @throws SQLException if the connection broke
     */
    @Nullable Trouble sync() throws SQLException {
        Answers answers = session.sync();
        int sent = size;
        size = 0;
        lastCount = answers.size() == 0 ? 0 : answers.count(answers.size() - 1);
        collisions = 0;
        int collided = NO_CHANGE;
        for (int i = 0; i < Math.min(answers.size(), sent); i++) {
            if (expected[i] <= LIKELY_ONE) {
                boolean as = answers.count(i) == (expected[i] == LIKELY_ONE ? 1 : 0);
                if (!as && changes[i] != collided) {
                    collided = changes[i];
                    collisions++;
                }
            } else if (expected[i] != ANY && expected[i] != answers.count(i)) {
                return new Trouble(null, changes[i]);
            }
        }
        ServerException fault = answers.fault();
        if (fault != null) {
            return new Trouble(fault, answers.size() < sent ? changes[answers.size()] : NO_CHANGE);
        }
        if (answers.size() != sent) {
            throw new SQLException("the server did not answer to every statement", "08P01");
        }
        return null;
    }

    /** Changes that the last {@link #sync} found to collide with what the target has. */
    int collisions() {
        return collisions;
    }

    /** Rows of the last statement that {@link #sync} had an answer to. */
    long lastCount() {
        return lastCount;
    }

    /** A broken connection, as the driver would tell it. */
    static SQLException broken(IOException cause) {
        return new SQLException("the connection to the database broke: " + cause.getMessage(), "08006", cause);
    }

    private void note(int rows, int change) {
        if (size == expected.length) {
            expected = Arrays.copyOf(expected, size * 2);
            changes = Arrays.copyOf(changes, size * 2);
        }
        expected[size] = rows;
        changes[size] = change;
        size++;
    }
}
