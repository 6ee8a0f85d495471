package io.renkei.db.internal.capture;

import io.renkei.api.Barriers;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.TableVerdict;
import io.renkei.api.TransientLinkException;
import io.renkei.api.VerifyReport;
import io.renkei.db.internal.capture.Comparison.Differing;
import io.renkei.db.internal.wire.Databases;
import io.renkei.db.internal.wire.DigestReply;
import io.renkei.db.internal.wire.DigestRequest;
import io.renkei.db.internal.wire.Digests;
import io.renkei.db.internal.wire.Relation;
import io.renkei.db.internal.wire.TargetStateRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compares source and target row by row as of one barrier: both databases compute digests, only those are exchanged. */
public final class SourceVerify {
    /** The target may be far behind when verify is asked for. */
    private static final Duration BARRIER_MAX = Duration.ofMinutes(5);

    private static final Duration DIGEST_MAX = Duration.ofMinutes(5);

    /** A bucket that differs is looked at row by row: small enough to be told, large enough to be few. */
    private static final int ROWS_A_BUCKET = 500;

    /** Each answer with rows is one pass over the table; what differs beyond is counted by buckets, as a lower bound. */
    private static final int ROW_PASSES_MAX = 20;

    private final LinkContext context;
    private final SourceServices services;

    public SourceVerify(LinkContext context, SourceServices services) {
        this.context = context;
        this.services = services;
    }

    /**
     * Runs the comparison.
     *
     * @throws io.renkei.api.LinkException if it can't be made now
     */
    public VerifyReport run() {
        Barriers.Passed barrier = context.barriers().cut(true, BARRIER_MAX);
        try (Connection source = services.takeSnapshot(context.id(), barrier.id())) {
            List<TableVerdict> verdicts = new ArrayList<>();
            for (SourceTable table : new SourceCatalog(context, source).tables()) {
                if (!table.fault().isEmpty()) {
                    throw new PermanentLinkException(
                            context.id(), ErrorCode.SOURCE_NOT_PREPARED, table.item() + ": " + table.fault());
                }
                verdicts.add(compare(source, table.known(), barrier.id()));
            }
            return new VerifyReport(context.id(), barrier.position(), verdicts);
        } catch (SQLException e) {
            throw new TransientLinkException(
                    context.id(), ErrorCode.VERIFY_FAILED, "the source: " + Databases.told(e), e);
        }
    }

    private TableVerdict compare(Connection source, Relation relation, String barrier) throws SQLException {
        TargetStateRequest.Table table = new TargetStateRequest.Table(relation.schema(), relation.table());
        long rows = Digests.count(source, table);
        int buckets = (int) Math.min(DigestRequest.BUCKETS_MAX, 1 + rows / ROWS_A_BUCKET);
        DigestRequest sums =
                new DigestRequest(barrier, table, relation.columnNames(), relation.keyNames(), buckets, List.of());
        Comparison comparison = new Comparison(relation.item());
        List<Differing> differing = comparison.buckets(Digests.run(source, sums), askTarget(sums));
        int passes = 0;
        while (!differing.isEmpty() && passes < ROW_PASSES_MAX) {
            List<Differing> part = part(differing);
            examine(source, sums, part, comparison);
            differing = differing.subList(part.size(), differing.size());
            passes++;
        }
        comparison.unexamined(differing);
        return comparison.verdict();
    }

    /** As many buckets as one answer can tell the rows of. */
    private static List<Differing> part(List<Differing> differing) {
        long rows = 0;
        int count = 0;
        while (count < differing.size()
                && (count == 0 || rows + differing.get(count).rows() <= DigestReply.ROWS_MAX)) {
            rows += differing.get(count).rows();
            count++;
        }
        return differing.subList(0, count);
    }

    private void examine(Connection source, DigestRequest sums, List<Differing> part, Comparison comparison)
            throws SQLException {
        DigestRequest rows = new DigestRequest(
                sums.barrier(),
                sums.table(),
                sums.columns(),
                sums.keys(),
                sums.buckets(),
                part.stream().map(Differing::number).toList());
        DigestReply here = Digests.run(source, rows);
        DigestReply there = askTarget(rows);
        if (here.complete() && there.complete()) {
            comparison.rows(here, there);
        } else {
            comparison.unexamined(part);
        }
    }

    private DigestReply askTarget(DigestRequest request) {
        byte[] answer = context.farSide().call(DigestRequest.CALL, request.encode(), DIGEST_MAX);
        try {
            return DigestReply.decode(answer);
        } catch (IllegalArgumentException e) {
            throw new PermanentLinkException(
                    context.id(), ErrorCode.PROTOCOL, "the far half's answer is faulty: " + e.getMessage(), e);
        }
    }
}
