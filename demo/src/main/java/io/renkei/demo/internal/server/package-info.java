/** PostgreSQL servers that live in a folder and need nothing installed. */
@NullMarked
package io.renkei.demo.internal.server;

import org.jspecify.annotations.NullMarked;
