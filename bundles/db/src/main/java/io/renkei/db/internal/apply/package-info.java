/**
 * The target half of a database link: takes batches, applies their changes and moves the checkpoint in one transaction of
 * the target.
 *
 * <p>{@link io.renkei.db.internal.apply.TargetDatabase} is the entry. A batch is read into chunks ({@code Chunk}); a chunk
 * goes to the server over one pipelined session ({@code PgSession}) either change by change in source order ({@code
 * RowApplier}) or as net changes per key in sets ({@code SetApplier}). What a source table's rows become at the target is
 * decided once per table ({@code TargetTable}).
 */
@NullMarked
package io.renkei.db.internal.apply;

import org.jspecify.annotations.NullMarked;
