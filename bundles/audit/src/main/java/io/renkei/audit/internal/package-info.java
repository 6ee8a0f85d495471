/** The audit trail on disk. */
@NullMarked
package io.renkei.audit.internal;

import org.jspecify.annotations.NullMarked;
