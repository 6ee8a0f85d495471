/**
 * Reads and checks everything that operators write: node, federations, lists, secrets. Plain Java: the same classes work
 * in a running node and in {@code ./renkei config-check}.
 */
@NullMarked
@Export
@Version("1.0.0")
package io.renkei.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
