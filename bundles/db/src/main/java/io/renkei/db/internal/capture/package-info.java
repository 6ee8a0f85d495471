/** The source end: reads a PostgreSQL's logical replication stream into batches. */
@NullMarked
package io.renkei.db.internal.capture;

import org.jspecify.annotations.NullMarked;
