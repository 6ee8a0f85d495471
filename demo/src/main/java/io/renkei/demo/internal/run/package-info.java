/** The demo itself: nodes, board, faults and the result. */
@NullMarked
package io.renkei.demo.internal.run;

import org.jspecify.annotations.NullMarked;
