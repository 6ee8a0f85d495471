/** The sample schema, its identifiers and its synthetic data. */
@NullMarked
package io.renkei.demo.internal.data;

import org.jspecify.annotations.NullMarked;
