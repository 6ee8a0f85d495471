/** How configuration files are read: lines, escapes, value forms, likely meanings. */
@NullMarked
package io.renkei.config.internal;

import org.jspecify.annotations.NullMarked;
