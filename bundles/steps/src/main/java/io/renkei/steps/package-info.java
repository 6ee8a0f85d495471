/**
 * The steps that every link's routes are made of, whatever its kind: {@code renkei-KIND:capture|apply},
 * {@code renkei-journal:append|read}, {@code renkei-line:send|receive}, {@code renkei-policy:check}. The halves hold what
 * outlives a route (source, session, journal), so that a route can be swapped at a batch boundary without reconnecting.
 */
@NullMarked
@Export
@Version("1.0.0")
package io.renkei.steps;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
