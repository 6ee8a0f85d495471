package io.renkei.runtime.internal;

import io.renkei.api.LinkKind;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link kinds whose bundles are started; tells when one comes. */
public final class Kinds {
    private static final Logger LOG = LoggerFactory.getLogger(Kinds.class);

    private final List<LinkKind> kinds = new CopyOnWriteArrayList<>();
    private volatile Runnable changed = () -> {};

    /** In order of name. */
    public List<LinkKind> all() {
        return kinds.stream().sorted(Comparator.comparing(LinkKind::name)).toList();
    }

    /** Whom to tell that a kind came. */
    public void onChange(Runnable listener) {
        changed = listener;
    }

    /** Called by Blueprint. */
    public void added(LinkKind kind) {
        kinds.add(kind);
        LOG.info("link kind {} is there", kind.name());
        changed.run();
    }

    /**
     * Called by Blueprint; with null when its proxy is already gone. Running links keep the kind they have until it comes
     * back: a bundle that is updated, or a node that stops, must not end them here.
     */
    public void removed(@Nullable LinkKind kind) {
        if (kind != null && kinds.remove(kind)) {
            LOG.info("a link kind is gone; {} are left", kinds.size());
        }
    }
}
