/** What every face of the node says about links, in one wording: texts by language, why a link is as it is, documents. */
@NullMarked
@Export
@Version("1.0.0")
package io.renkei.management;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
