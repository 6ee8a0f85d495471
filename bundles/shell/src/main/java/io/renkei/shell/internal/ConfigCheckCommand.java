package io.renkei.shell.internal;

import io.renkei.api.ConfigFault;
import io.renkei.api.Finding;
import io.renkei.api.LinkId;
import io.renkei.api.LinkStatus;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Checks the configuration files of this node as a whole. */
@Service
@Command(
        scope = "renkei",
        name = "config-check",
        description = "Checks the configuration files of this node as a whole.")
public final class ConfigCheckCommand extends RenkeiCommand {
    @Option(name = "--connect", description = "Also looks at what the links need in the databases")
    private boolean connect;

    @Override
    int run() throws IOException {
        List<ConfigFault> faults = links().checkConfiguration(null);
        faults.forEach(fault -> out().println(fault));
        boolean missing = connect && lacking();
        if (faults.isEmpty() && !missing) {
            out().println("nothing to complain about");
        }
        return faults.isEmpty() && !missing ? ExitStatus.OK : ExitStatus.CONFIGURATION_INVALID;
    }

    private boolean lacking() {
        boolean missing = false;
        for (LinkId id :
                new TreeSet<>(links().statuses().stream().map(LinkStatus::link).toList())) {
            for (Finding finding : links().prepare(id, false, actor(""))) {
                if (!finding.ok()) {
                    missing = true;
                    out().println(id + ": " + finding.subject() + ": " + finding.message());
                }
            }
        }
        return missing;
    }
}
