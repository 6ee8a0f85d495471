/** The commands of scope {@code renkei}: thin faces over the services of {@code io.renkei.api}; they decide nothing. */
@NullMarked
package io.renkei.shell.internal;

import org.jspecify.annotations.NullMarked;
