package io.renkei.management.internal;

import io.renkei.api.Audit;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService;
import io.renkei.api.LinkStatus;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one MBean for each link of the node, one for all of them, and their rates. */
public final class Beans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Beans.class);

    /** Long enough for quiet rates, short enough that a new link is in JMX before somebody looks for it. */
    private static final long EVERY_MS = 5_000;

    private final LinkService links;
    private final Audit audit;
    private final Rates rates = new Rates();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Set<LinkId> registered = new TreeSet<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "renkei management");
        thread.setDaemon(true);
        return thread;
    });

    private @Nullable Future<?> looking;

    public Beans(LinkService links, Audit audit) {
        this.links = links;
        this.audit = audit;
    }

    /** Called by Blueprint. */
    public void start() {
        register(name("type=Overview"), new Described(new Overview(links, rates), OverviewMXBean.class));
        looking = clock.scheduleWithFixedDelay(this::lookQuietly, 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void lookQuietly() {
        try {
            look(Instant.now());
        } catch (RuntimeException e) {
            // the runtime may be away while it is updated; an exception would end the clock for ever
            LOG.debug("the links can't be read now", e);
        }
    }

    /** Takes a sample of the rates, registers links that are new and takes away those that are gone. */
    synchronized void look(Instant now) {
        List<LinkStatus> statuses = links.statuses();
        rates.sample(statuses, now);
        Set<LinkId> there = statuses.stream().map(LinkStatus::link).collect(Collectors.toCollection(TreeSet::new));
        for (LinkId gone :
                registered.stream().filter(link -> !there.contains(link)).toList()) {
            unregister(name(gone));
            registered.remove(gone);
        }
        for (LinkId link : there) {
            if (registered.add(link)) {
                register(name(link), new Described(new LinkBean(link, links, audit, rates), LinkMXBean.class));
            }
        }
    }

    private void register(ObjectName name, StandardMBean bean) {
        try {
            // one left behind by a bundle that was killed would keep this one out
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            server.registerMBean(bean, name);
        } catch (JMException e) {
            LOG.warn("{} can't be registered", name, e);
        }
    }

    private void unregister(ObjectName name) {
        try {
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
        } catch (JMException e) {
            LOG.warn("{} can't be unregistered", name, e);
        }
    }

    private static ObjectName name(LinkId link) {
        return name("type=Link,name=" + link);
    }

    private static ObjectName name(String keys) {
        try {
            return new ObjectName("io.renkei:" + keys);
        } catch (JMException e) {
            throw new IllegalStateException("'" + keys + "' is no MBean name", e);
        }
    }

    /** Takes all MBeans away; called by Blueprint. */
    @Override
    public synchronized void close() {
        if (looking != null) {
            looking.cancel(false);
        }
        clock.shutdownNow();
        registered.forEach(link -> unregister(name(link)));
        registered.clear();
        unregister(name("type=Overview"));
    }
}
