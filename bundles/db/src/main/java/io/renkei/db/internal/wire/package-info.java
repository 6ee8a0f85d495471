/**
 * What the two halves of a database link say to each other: the payload of batches, and the questions and answers of
 * control calls.
 *
 * <h2>Payload of a batch</h2>
 *
 * <p>For each relation used in the batch there is one ITEM frame before its first use in that batch: {@code item} is
 * {@code schema.table}, {@code parts} are the column names in stream order, {@code definition} is the raw pgoutput Relation
 * message ({@code 'R'} first). It comes again in the same batch if the relation's definition changed.
 *
 * <p>DATA frames are a stream of messages, {@code [i32 length][length bytes]}, cut into frames anywhere; an ITEM frame
 * comes only between two messages. The first byte of a message is its type:
 *
 * <ul>
 *   <li>in a DATA batch, any number of whole source transactions in commit order: {@code B} (begin), then {@code I},
 *       {@code U}, {@code D}, {@code T} (insert, update, delete, truncate), then {@code C} (commit), each exactly as
 *       pgoutput sends it (binary, protocol version 1). A DATA batch without any frame only moves the position.
 *   <li>in a BASE batch: first, if the target's tables are to be emptied, one {@code r}; then any number of {@code c}:
 *       {@code 'c' [i32 relation oid]} and whole tuples of COPY BINARY, without header and trailer.
 *   <li>in a BARRIER batch: nothing, or one {@code s}: the target keeps a snapshot of itself at exactly this point under
 *       the batch's label, for verify.
 * </ul>
 *
 * <p>{@link PgOutputReader} reads all of it.
 */
@NullMarked
package io.renkei.db.internal.wire;

import org.jspecify.annotations.NullMarked;
