@NullMarked
package io.renkei.runtime.internal.links;

import org.jspecify.annotations.NullMarked;
