package io.renkei.demo.internal.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.renkei.demo.internal.load.RowCounts;
import io.renkei.demo.internal.load.Shape;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the demo found out.
 *
 * @param rows committed at the sources, linked tables only
 * @param floors least rows of each operation for the time the load ran: less is no load worth a demo
 * @param transactions committed, by shape
 * @param lag commit to visible, seen from outside
 * @param swap of the routes under load; null: the demo was ended before it
 * @param rawBytes before compression, as the centre counted
 * @param wireBytes on the line, as the centre counted
 * @param differencesByRenkei rows that differ, by Renkei's own comparison
 * @param differencesBySql rows that differ, by plain SQL outside Renkei
 * @param residentMb memory of each node, MiB
 * @param healing what was broken and how it healed; null: nothing was broken
 * @param tampered whether one row was changed behind Renkei's back
 */
record Outcome(
        long seconds,
        RowCounts rows,
        RowCounts floors,
        Map<Shape, Long> transactions,
        Lag lag,
        @Nullable Swap swap,
        long rawBytes,
        long wireBytes,
        long differencesByRenkei,
        long differencesBySql,
        Map<String, Long> residentMb,
        Faults.@Nullable Healing healing,
        boolean tampered) {
    /**
     * Of all commits that were followed, faults and swap included.
     */
    record Lag(double p50Ms, double p99Ms) {}

    /**
     * @param gapMs longest from commit to visible during the swap, minus the median of all; -1: no commit was followed then
     * @param calmGapMs the same in an equal stretch of time before the swap: what the load alone does
     * @param rows at the targets, by the version of the routes that carried them there
     */
    record Swap(double gapMs, double calmGapMs, Map<String, Long> rows) {
        /** Whether the old and the new version both carried rows. */
        boolean bothCarried() {
            return rows.size() == 2;
        }
    }

    /** Each operation reached its floor, and each shape came. */
    boolean enough() {
        return rows.inserts() >= floors.inserts()
                && rows.updates() >= floors.updates()
                && rows.deletes() >= floors.deletes()
                && transactions.values().stream().allMatch(count -> count > 0);
    }

    boolean equal() {
        return differencesByRenkei == 0 && differencesBySql == 0;
    }

    /** Whether the exit status is 0. */
    boolean good() {
        return enough()
                && equal()
                && !tampered
                && (healing == null || healing.asExpected())
                && (swap == null || swap.bothCarried());
    }

    /** For people. */
    String text() {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "rows:        %d inserted, %d updated, %d deleted in %d s%s",
                rows.inserts(),
                rows.updates(),
                rows.deletes(),
                seconds,
                enough() ? "" : "   TOO FEW: floors are " + floors);
        line(text, "lag:         p50 %.1f ms, p99 %.1f ms", lag.p50Ms(), lag.p99Ms());
        if (swap != null) {
            line(
                    text,
                    "swap:        longest lag %.0f ms over the median, before it %.0f ms; rows by version of the routes %s%s",
                    swap.gapMs(),
                    swap.calmGapMs(),
                    swap.rows(),
                    swap.bothCarried() ? "" : "   NOT BOTH VERSIONS CARRIED");
        }
        line(text, "bytes:       %s raw, %s on the line", Board.size(rawBytes), Board.size(wireBytes));
        line(text, "memory:      %s MB", residentMb);
        if (healing != null) {
            line(
                    text,
                    "broken:      %s; states seen %s; healed after %.1f s%s",
                    healing.kind(),
                    healing.states(),
                    healing.healSeconds(),
                    healing.asExpected() ? "" : "   NOT AS EXPECTED");
        }
        line(text, "differences: %d found by Renkei, %d by plain SQL", differencesByRenkei, differencesBySql);
        if (tampered) {
            text.append(
                    differencesByRenkei == 1 && differencesBySql == 1
                            ? "one row was tampered with, and found"
                            : "one row was tampered with, and NOT found as it should be");
        } else {
            text.append(equal() ? "every pair is equal" : "NOT EQUAL");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }

    /** One line. */
    String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("schema", "renkei.demo/1");
            json.writeNumberField("seconds", seconds);
            writeRows(json, rows);
            json.writeObjectFieldStart("floors");
            writeRows(json, floors);
            json.writeEndObject();
            json.writeBooleanField("enough", enough());
            json.writeObjectFieldStart("transactions");
            for (Map.Entry<Shape, Long> shape : transactions.entrySet()) {
                json.writeNumberField(shape.getKey().name().toLowerCase(Locale.ROOT), shape.getValue());
            }
            json.writeEndObject();
            writeFigures(json);
            if (healing != null) {
                writeHealing(json, healing);
            }
            json.writeBooleanField("tampered", tampered);
            json.writeNumberField("differencesByRenkei", differencesByRenkei);
            json.writeNumberField("differencesBySql", differencesBySql);
            json.writeBooleanField("equal", equal());
            json.writeBooleanField("ok", good());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeRows(JsonGenerator json, RowCounts rows) throws IOException {
        json.writeNumberField("inserts", rows.inserts());
        json.writeNumberField("updates", rows.updates());
        json.writeNumberField("deletes", rows.deletes());
    }

    private void writeFigures(JsonGenerator json) throws IOException {
        json.writeNumberField("lagP50Ms", tenths(lag.p50Ms()));
        json.writeNumberField("lagP99Ms", tenths(lag.p99Ms()));
        if (swap != null) {
            writeSwap(json, swap);
        }
        json.writeNumberField("rawBytes", rawBytes);
        json.writeNumberField("wireBytes", wireBytes);
        json.writeObjectFieldStart("residentMb");
        for (Map.Entry<String, Long> node : residentMb.entrySet()) {
            json.writeNumberField(node.getKey(), node.getValue());
        }
        json.writeEndObject();
    }

    private static void writeSwap(JsonGenerator json, Swap swap) throws IOException {
        writeGap(json, "swapGapMs", swap.gapMs());
        writeGap(json, "calmGapMs", swap.calmGapMs());
        json.writeObjectFieldStart("rowsByRoutes");
        for (Map.Entry<String, Long> version : swap.rows().entrySet()) {
            json.writeNumberField(version.getKey(), version.getValue());
        }
        json.writeEndObject();
    }

    private static void writeHealing(JsonGenerator json, Faults.Healing healing) throws IOException {
        json.writeObjectFieldStart("broken");
        json.writeStringField("what", healing.kind());
        json.writeNumberField("healSeconds", tenths(healing.healSeconds()));
        json.writeBooleanField("asExpected", healing.asExpected());
        json.writeObjectFieldStart("states");
        for (Map.Entry<String, Set<String>> link : healing.states().entrySet()) {
            json.writeArrayFieldStart(link.getKey());
            for (String state : link.getValue()) {
                json.writeString(state);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeGap(JsonGenerator json, String name, double ms) throws IOException {
        if (ms < 0) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, tenths(ms));
        }
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
