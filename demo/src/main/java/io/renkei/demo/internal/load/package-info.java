/** The claims workload. */
@NullMarked
package io.renkei.demo.internal.load;

import org.jspecify.annotations.NullMarked;
