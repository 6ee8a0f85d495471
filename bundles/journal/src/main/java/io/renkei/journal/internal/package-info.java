/** Files, records and recovery of the journal. */
@NullMarked
package io.renkei.journal.internal;

import org.jspecify.annotations.NullMarked;
