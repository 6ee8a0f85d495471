/** The database link kind: PostgreSQL to PostgreSQL by logical replication. */
@NullMarked
@Export
@Version("1.0.0")
package io.renkei.db;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
