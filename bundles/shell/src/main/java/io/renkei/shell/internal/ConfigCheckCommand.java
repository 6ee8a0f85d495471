package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.ConfigFault;
import io.renkei.api.Finding;
import io.renkei.api.LinkId;
import io.renkei.api.LinkStatus;
import io.renkei.api.PendingWidening;
import io.renkei.management.Role;
import io.renkei.management.StatusDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Checks the configuration files of this node as a whole. */
@Service
@Command(
        scope = "renkei",
        name = "config-check",
        description = "Checks the configuration files of this node as a whole.")
public final class ConfigCheckCommand extends RenkeiCommand {
    @Option(name = "--connect", description = "Also looks at what the links need in the databases")
    private boolean connect;

    @Argument(
            name = "files",
            description = "Only these, from the folder of the configuration; a federation's file from elsewhere is"
                    + " checked as if it were there already",
            multiValued = true)
    private @Nullable List<String> words;

    private final List<Path> files = new ArrayList<>();

    /** Options may stand behind the files too. */
    @Override
    void readTrailing() {
        List<String> given = words == null ? List.of() : words;
        given.stream().filter(word -> !word.startsWith("-")).map(Path::of).forEach(files::add);
        TrailingOptions.apply(
                this, given.stream().filter(word -> word.startsWith("-")).toList());
    }

    @Override
    Role role() {
        return Role.VIEWER;
    }

    @Override
    int run() throws IOException {
        List<ConfigFault> faults = links().checkConfiguration(files);
        Map<LinkId, List<Finding>> lacking = connect ? lacking() : Map.of();
        boolean fine = faults.isEmpty() && lacking.isEmpty();
        if (asJson()) {
            json("config-check", out -> {
                write(out, faults, lacking);
                out.writeArrayFieldStart("pending");
                for (PendingWidening edit : pending().values()) {
                    out.writeStartObject();
                    out.writeStringField("link", edit.link().toString());
                    StatusDocument.writePending(out, edit);
                    out.writeEndObject();
                }
                out.writeEndArray();
            });
        } else {
            faults.forEach(out()::println);
            lacking.forEach((link, findings) -> findings.forEach(finding -> print(link, finding)));
            pending().values().forEach(edit -> {
                out().println(edit.link());
                printPending(edit);
            });
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

    private void print(LinkId link, Finding finding) {
        out().println(link + ": " + finding.subject() + ": " + finding.message());
        if (!finding.statement().isEmpty()) {
            out().println("    " + finding.statement().replace("\n", "\n    "));
        }
    }

    /** The links that the files are about, those of all files if there are none. */
    private Set<LinkId> asked() {
        Set<LinkId> asked = new TreeSet<>();
        for (LinkStatus status : links().statuses()) {
            if (files.isEmpty() || files.stream().anyMatch(file -> file.endsWith(status.configFile()))) {
                asked.add(status.link());
            }
        }
        return asked;
    }

    /** Edits that wait for a second person: no faults, what was activated stays in force. */
    private Map<LinkId, PendingWidening> pending() {
        Map<LinkId, PendingWidening> pending = new TreeMap<>();
        asked().forEach(link -> links().pending(link).ifPresent(edit -> pending.put(link, edit)));
        return pending;
    }

    /** What the links need outside Renkei and do not have, by link. */
    private Map<LinkId, List<Finding>> lacking() {
        Map<LinkId, List<Finding>> lacking = new TreeMap<>();
        for (LinkId id : asked()) {
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
                out.writeStringField("statement", finding.statement());
                out.writeEndObject();
            }
        }
        out.writeEndArray();
    }
}
