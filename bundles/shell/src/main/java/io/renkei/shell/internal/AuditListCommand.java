package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.AuditEntry;
import io.renkei.api.AuditRecord;
import io.renkei.management.Role;
import java.io.IOException;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the newest entries of the audit trail. */
@Service
@Command(scope = "renkei", name = "audit-list", description = "Shows the newest entries of the audit trail.")
public final class AuditListCommand extends RenkeiCommand {
    private static final int MOST = 10_000;

    @Option(name = "--count", description = "How many; default 20, at most 10000")
    private int count = 20;

    @Option(name = "--verify", description = "Recompute the chain of all files first")
    private boolean verify;

    @Override
    Role role() {
        return Role.MANAGER;
    }

    @Override
    int run() throws IOException {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException(texts().text("audit.count", MOST));
        }
        List<String> breaks = verify ? audit().verify() : List.of();
        List<AuditEntry> entries = audit().newest(count);
        if (asJson()) {
            json("audit-list", out -> write(out, breaks, entries));
        } else {
            print(breaks, entries);
        }
        return breaks.isEmpty() ? ExitStatus.OK : ExitStatus.ERROR;
    }

    private void print(List<String> breaks, List<AuditEntry> entries) {
        breaks.forEach(out()::println);
        if (verify) {
            out().println(texts().text(breaks.isEmpty() ? "audit.whole" : "audit.broken"));
        }
        if (entries.isEmpty()) {
            out().println(texts().text("audit.empty"));
            return;
        }
        Table table = Table.of(texts(), ">number", "time", "who.did", "act", "subject", "result", "after", "reason");
        for (AuditEntry entry : entries) {
            AuditRecord record = entry.record();
            table.row(
                    entry.number(),
                    texts().time(entry.time()),
                    record.who(),
                    record.act(),
                    record.subject(),
                    record.result(),
                    record.after(),
                    record.reason());
        }
        table.print(out());
    }

    private void write(JsonGenerator out, List<String> breaks, List<AuditEntry> entries) throws IOException {
        if (verify) {
            out.writeBooleanField("whole", breaks.isEmpty());
        }
        out.writeArrayFieldStart("breaks");
        for (String found : breaks) {
            out.writeString(found);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("entries");
        for (AuditEntry entry : entries) {
            AuditRecord record = entry.record();
            out.writeStartObject();
            out.writeNumberField("number", entry.number());
            out.writeStringField("time", entry.time().toString());
            out.writeStringField("who", record.who());
            out.writeStringField("from", record.from());
            out.writeStringField("act", record.act());
            out.writeStringField("subject", record.subject());
            out.writeStringField("reason", record.reason());
            out.writeStringField("before", record.before());
            out.writeStringField("after", record.after());
            out.writeStringField("result", record.result());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
