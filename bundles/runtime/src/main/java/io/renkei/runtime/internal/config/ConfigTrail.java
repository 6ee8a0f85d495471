package io.renkei.runtime.internal.config;

import io.renkei.api.Audit;
import io.renkei.api.AuditRecord;
import io.renkei.api.ConfigFault;
import io.renkei.config.FederationSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes changes of configuration files into the audit trail. Whoever owns the file is taken for the one who wrote it. */
public final class ConfigTrail {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigTrail.class);

    private final Audit audit;

    public ConfigTrail(Audit audit) {
        this.audit = audit;
    }

    /**
     * A file comes into force; nothing is written if it changes nothing.
     *
     * @throws UncheckedIOException if the trail can't be written: the file must not come into force then
     */
    void taken(Path file, @Nullable FederationSettings before, FederationSettings after) {
        if (before == null) {
            audit.write(record(file, "config-add", "", "", links(after), "done"));
            return;
        }
        Map<String, String> was = before.values();
        Map<String, String> is = after.values();
        TreeSet<String> keys = new TreeSet<>(was.keySet());
        keys.addAll(is.keySet());
        keys.removeIf(key -> String.valueOf(was.get(key)).equals(is.get(key)));
        if (!keys.isEmpty()) {
            // the names alone: an address is nobody's business who may read the trail
            audit.write(record(
                    file, "config-change", "keys " + String.join(", ", keys), links(before), links(after), "done"));
        }
    }

    /** A file is faulty. */
    void refused(Path file, ConfigFault fault) {
        quietly(record(file, "config-change", fault.code().number() + " line " + fault.line(), "", "", "refused"));
    }

    /** A file is gone; its links end whether this can be written or not, because nothing is carried without a file. */
    void removed(Path file) {
        quietly(record(file, "config-remove", "", "", "", "done"));
    }

    private void quietly(AuditRecord record) {
        try {
            audit.write(record);
        } catch (UncheckedIOException e) {
            LOG.error("{} {} could not be audited", record.act(), record.subject(), e);
        }
    }

    private static String links(FederationSettings federation) {
        return String.join(
                " ",
                federation.halves().stream()
                        .map(half -> half.link() + " " + half.half())
                        .toList());
    }

    private static AuditRecord record(
            Path file, String act, String reason, String before, String after, String result) {
        String owner = "renkei";
        try {
            owner = Files.exists(file) ? Files.getOwner(file).getName() : owner;
        } catch (IOException e) {
            LOG.debug("owner of {}", file, e);
        }
        return new AuditRecord(owner, "file", act, String.valueOf(file.getFileName()), reason, before, after, result);
    }
}
