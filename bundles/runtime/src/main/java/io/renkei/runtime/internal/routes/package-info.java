@NullMarked
package io.renkei.runtime.internal.routes;

import org.jspecify.annotations.NullMarked;
