package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.ConfigFault;
import io.renkei.api.Finding;
import io.renkei.api.LinkId;
import io.renkei.api.LinkStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        List<ConfigFault> faults = links().checkConfiguration(null);
        Map<LinkId, List<Finding>> lacking = connect ? lacking() : Map.of();
        boolean fine = faults.isEmpty() && lacking.isEmpty();
        if (asJson()) {
            json("config-check", out -> write(out, faults, lacking));
        } else {
            faults.forEach(out()::println);
            lacking.forEach((link, findings) -> findings.forEach(
                    finding -> out().println(link + ": " + finding.subject() + ": " + finding.message())));
            out().println(
                            fine
                                    ? texts().text(connect ? "check.fine.connected" : "check.fine")
                                    : texts().text(
                                                    "check.faults",
                                                    faults.size(),
                                                    lacking.values().stream()
                                                            .mapToInt(List::size)
                                                            .sum()));
        }
        return fine ? ExitStatus.OK : ExitStatus.CONFIGURATION_INVALID;
    }

    /** What the links need outside Renkei and do not have, by link. */
    private Map<LinkId, List<Finding>> lacking() {
        Map<LinkId, List<Finding>> lacking = new TreeMap<>();
        for (LinkId id :
                new TreeSet<>(links().statuses().stream().map(LinkStatus::link).toList())) {
            List<Finding> missing = links().prepare(id, false, actor("")).stream()
                    .filter(finding -> !finding.ok())
                    .toList();
            if (!missing.isEmpty()) {
                lacking.put(id, missing);
            }
        }
        return lacking;
    }

    private static void write(JsonGenerator out, List<ConfigFault> faults, Map<LinkId, List<Finding>> lacking)
            throws IOException {
        out.writeBooleanField("valid", faults.isEmpty() && lacking.isEmpty());
        out.writeArrayFieldStart("faults");
        for (ConfigFault fault : faults) {
            out.writeStartObject();
            out.writeStringField("file", fault.file());
            out.writeNumberField("line", fault.line());
            out.writeStringField("code", fault.code().number());
            out.writeStringField("key", fault.key());
            out.writeStringField("message", fault.message());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("missing");
        for (Map.Entry<LinkId, List<Finding>> link : lacking.entrySet()) {
            for (Finding finding : link.getValue()) {
                out.writeStartObject();
                out.writeStringField("link", link.getKey().toString());
                out.writeStringField("subject", finding.subject());
                out.writeStringField("message", finding.message());
                out.writeEndObject();
            }
        }
        out.writeEndArray();
    }
}
