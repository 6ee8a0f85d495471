package io.renkei.management.internal;

import io.renkei.api.LinkService;
import javax.servlet.ServletException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.http.HttpService;
import org.osgi.service.http.NamespaceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the health pages into the web container, whenever it comes. */
public final class HealthPages {
    private static final Logger LOG = LoggerFactory.getLogger(HealthPages.class);
    private static final String ALIAS = "/renkei/health";

    private final LinkService links;

    public HealthPages(LinkService links) {
        this.links = links;
    }

    /** Called by Blueprint. */
    public void bind(HttpService web) {
        try {
            web.registerServlet(ALIAS, new HealthServlet(links, Logins::mayLook), null, null);
        } catch (ServletException | NamespaceException e) {
            LOG.warn("no health pages: {} can't be registered", ALIAS, e);
        }
    }

    /** Called by Blueprint; with null when the web container is already gone. */
    public void unbind(@Nullable HttpService web) {
        if (web != null) {
            web.unregister(ALIAS);
        }
    }
}
