/** Renkei's database link beside others that carry the same changes of the same source. */
@NullMarked
package io.renkei.demo.internal.bench.db;

import org.jspecify.annotations.NullMarked;
