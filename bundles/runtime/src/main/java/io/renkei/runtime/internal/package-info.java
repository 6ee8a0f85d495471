@NullMarked
package io.renkei.runtime.internal;

import org.jspecify.annotations.NullMarked;
