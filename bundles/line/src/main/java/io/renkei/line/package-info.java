/** The connections between nodes: one SSH connection per site, a channel per link; or, in one node, none at all. */
@NullMarked
@Export
@Version("1.0.0")
package io.renkei.line;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
