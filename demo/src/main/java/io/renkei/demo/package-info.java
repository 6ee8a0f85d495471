/** What a newcomer starts: two federations with data that flows between real nodes. */
@NullMarked
package io.renkei.demo;

import org.jspecify.annotations.NullMarked;
