/** Breaks one part of a real link after the other, while it carries, and counts what became of every row. */
@NullMarked
package io.renkei.demo.internal.bench.faults;

import org.jspecify.annotations.NullMarked;
