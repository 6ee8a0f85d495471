package io.renkei.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.api.Finding;
import io.renkei.management.Texts;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** What was found out about a database, for people and for programs. */
final class Findings {
    private Findings() {}

    /** Comments and statements: the whole can be given to a database administrator as it is. */
    static void print(PrintStream out, Texts texts, List<Finding> findings) {
        for (Finding finding : findings) {
            out.println("-- " + texts.text(finding.ok() ? "found" : "missing") + ": " + finding.subject() + ": "
                    + finding.message());
            if (!finding.ok() && !finding.statement().isEmpty()) {
                out.println(finding.statement());
            }
        }
    }

    static void write(JsonGenerator out, List<Finding> findings) throws IOException {
        out.writeArrayFieldStart("findings");
        for (Finding finding : findings) {
            out.writeStartObject();
            out.writeBooleanField("ok", finding.ok());
            out.writeStringField("subject", finding.subject());
            out.writeStringField("message", finding.message());
            out.writeStringField("statement", finding.statement());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
