@NullMarked
package io.renkei.steps.internal;

import org.jspecify.annotations.NullMarked;
