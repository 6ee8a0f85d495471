@NullMarked
package io.renkei.runtime.internal.config;

import org.jspecify.annotations.NullMarked;
