/** MBeans and health pages: thin faces over {@link io.renkei.api.LinkService}; they decide nothing. */
@NullMarked
package io.renkei.management.internal;

import org.jspecify.annotations.NullMarked;
