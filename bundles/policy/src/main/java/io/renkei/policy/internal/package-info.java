/** The one decision point: may this item go from here to there? Asked at configuration, before the journal and at apply. */
@NullMarked
package io.renkei.policy.internal;

import org.jspecify.annotations.NullMarked;
