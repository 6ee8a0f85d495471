package io.renkei.runtime.internal.routes;

import io.renkei.api.Half;
import org.apache.camel.RoutesBuilder;
import org.osgi.framework.Version;

/**
 * The route templates of one kind and half from one route bundle: the runtime's own copy, which stays usable while the
 * bundle is being replaced.
 *
 * @param kind name of a link kind
 * @param bundle symbolic name of the bundle it came from
 * @param bundleId tells two installations of one version apart; the newer wins
 * @param templates adds its route templates, each with the parameter {@code link}, to a context
 */
public record RouteSet(String kind, Half half, String bundle, Version version, long bundleId, RoutesBuilder templates)
        implements Comparable<RouteSet> {
    /** Lower is replaced by higher: by version, then by installation. */
    @Override
    public int compareTo(RouteSet other) {
        int byVersion = version.compareTo(other.version);
        return byVersion != 0 ? byVersion : Long.compare(bundleId, other.bundleId);
    }

    /** Whether it is for the same kind and half. */
    boolean serves(RouteSet other) {
        return kind.equals(other.kind) && half == other.half;
    }

    /** Whether it is what the same bundle offers, earlier or later, for the same kind and half. */
    boolean replaces(RouteSet other) {
        return bundleId == other.bundleId && serves(other);
    }

    /** Bundle and version as operators see it. */
    public String label() {
        return bundle + " " + version;
    }
}
