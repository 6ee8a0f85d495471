package io.renkei.demo.internal.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One half of one link, as {@code renkei:status --json} tells it.
 *
 * @param lagMs how far the target is behind; -1: unknown
 * @param items row changes carried since the node started
 * @param rawBytes before compression
 * @param wireBytes on the line
 * @param note why it does not run; empty: it does
 */
record LinkView(
        String link, String half, String state, long lagMs, long items, long rawBytes, long wireBytes, String note) {
    private static final JsonFactory JSON = new JsonFactory();

    boolean running() {
        return "running".equals(state);
    }

    /**
     * @throws IOException if the text is no such document
     */
    static List<LinkView> parse(String status) throws IOException {
        List<LinkView> views = new ArrayList<>();
        try (JsonParser in = JSON.createParser(status)) {
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.FIELD_NAME && "links".equals(in.currentName())) {
                    in.nextToken();
                    while (in.nextToken() == JsonToken.START_OBJECT) {
                        views.add(of(fields(in)));
                    }
                }
            }
        }
        return views;
    }

    private static Map<String, String> fields(JsonParser in) throws IOException {
        Map<String, String> fields = new HashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            if (in.nextToken().isStructStart()) {
                in.skipChildren();
            } else {
                fields.put(name, in.getText());
            }
        }
        return fields;
    }

    private static LinkView of(Map<String, String> fields) {
        String code = fields.getOrDefault("code", "");
        return new LinkView(
                fields.getOrDefault("link", ""),
                fields.getOrDefault("half", ""),
                fields.getOrDefault("state", ""),
                number(fields, "lagMs", -1),
                number(fields, "items", 0),
                number(fields, "rawBytes", 0),
                number(fields, "wireBytes", 0),
                code.isEmpty() ? "" : code + " " + fields.getOrDefault("detail", ""));
    }

    private static long number(Map<String, String> fields, String name, long otherwise) {
        String text = fields.getOrDefault(name, "");
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
    }
}
