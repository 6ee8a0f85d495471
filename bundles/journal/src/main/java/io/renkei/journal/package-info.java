/** The journal at the sender: an append-only segmented log per link, and the frame compression that the line shares. */
@NullMarked
@Export
@Version("1.0.0")
package io.renkei.journal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
