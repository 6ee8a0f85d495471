@NullMarked
package io.renkei.line.internal;

import org.jspecify.annotations.NullMarked;
