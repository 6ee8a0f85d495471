/** What every storey shares: ids, states, batches, positions, checkpoints, error codes and the SPIs. Knows nobody. */
@NullMarked
@Export
@Version("1.0.0")
package io.renkei.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
