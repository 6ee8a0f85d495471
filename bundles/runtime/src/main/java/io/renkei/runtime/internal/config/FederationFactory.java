package io.renkei.runtime.internal.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedServiceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from Configuration Admin that a federation's file came, changed or went; the file itself is what is read, because
 * only it has lines and comments.
 */
public final class FederationFactory implements ManagedServiceFactory {
    private static final Logger LOG = LoggerFactory.getLogger(FederationFactory.class);
    private static final String PID = "io.renkei.federation";
    private static final String FILE = "felix.fileinstall.filename";

    private final FederationFiles files;
    private final ConfigurationAdmin admin;
    private final Map<String, Path> known = new ConcurrentHashMap<>();

    public FederationFactory(FederationFiles files, ConfigurationAdmin admin) {
        this.files = files;
        this.admin = admin;
    }

    /**
     * Forgets configurations whose file was deleted while the node was down: fileinstall does not, and their links would
     * run for ever. Called by Blueprint before this service is seen.
     */
    public void init() {
        try {
            Configuration[] all = admin.listConfigurations("(service.factoryPid=" + PID + ")");
            if (all == null) {
                return;
            }
            for (Configuration configuration : all) {
                Path file = file(configuration.getProperties());
                if (file != null && !Files.exists(file)) {
                    LOG.info("{} was deleted while the node was down: its links do not start", file);
                    configuration.delete();
                }
            }
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("the stored configurations can't be read", e);
        }
    }

    @Override
    public String getName() {
        return "Renkei federations";
    }

    @Override
    public void updated(String pid, @Nullable Dictionary<String, ?> properties) {
        Path file = file(properties);
        if (file == null) {
            LOG.error("{} did not come from a file; write etc/{}-NN-prod.cfg instead", pid, PID);
            return;
        }
        known.put(pid, file);
        files.changed(file);
    }

    @Override
    public void deleted(String pid) {
        Path file = known.remove(pid);
        if (file != null) {
            files.deleted(file);
        }
    }

    private static @Nullable Path file(@Nullable Dictionary<String, ?> properties) {
        Object uri = properties == null ? null : properties.get(FILE);
        return uri == null ? null : Path.of(URI.create(uri.toString()));
    }
}
