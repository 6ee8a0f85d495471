/** What can be broken between and around nodes. */
@NullMarked
package io.renkei.demo.internal.fault;

import org.jspecify.annotations.NullMarked;
