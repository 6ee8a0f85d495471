package io.renkei.shell.internal;

import io.renkei.api.AuditEntry;
import io.renkei.api.AuditRecord;
import java.io.IOException;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the newest entries of the audit trail. */
@Service
@Command(scope = "renkei", name = "audit-list", description = "Shows the newest entries of the audit trail.")
public final class AuditListCommand extends RenkeiCommand {
    @Option(name = "--count", description = "How many; default 20")
    private int count = 20;

    @Option(name = "--verify", description = "Recompute the chain of all files first")
    private boolean verify;

    @Override
    int run() throws IOException {
        List<String> breaks = verify ? audit().verify() : List.of();
        breaks.forEach(out()::println);
        Table table = new Table("NO", "TIME", "WHO", "ACT", "SUBJECT", "RESULT", "REASON");
        for (AuditEntry entry : audit().newest(count)) {
            AuditRecord record = entry.record();
            table.row(
                    entry.number(),
                    entry.time(),
                    record.who(),
                    record.act(),
                    record.subject(),
                    record.result(),
                    record.reason());
        }
        table.print(out());
        return breaks.isEmpty() ? ExitStatus.OK : ExitStatus.ERROR;
    }
}
