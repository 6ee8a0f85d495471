/** What an outsider sees: lag, gaps and differences, by plain SQL and without Renkei. */
@NullMarked
package io.renkei.demo.internal.probe;

import org.jspecify.annotations.NullMarked;
