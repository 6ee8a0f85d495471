/** Measures whole nodes from outside; each bench ends with one JSON document of schema {@code renkei.bench/1}. */
@NullMarked
package io.renkei.demo.internal.bench;

import org.jspecify.annotations.NullMarked;
