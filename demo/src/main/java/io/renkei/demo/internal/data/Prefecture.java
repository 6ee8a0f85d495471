package io.renkei.demo.internal.data;

import java.util.List;

/**
 * A prefecture and its federation.
 *
 * @param code 01..47
 * @param municipalities how many it has
 * @param share of the country's claims, in percent
 */
public record Prefecture(
        String code, String kanji, String romaji, String federation, int municipalities, double share) {
    private static final List<Prefecture> ALL = Resources.csv("prefectures.csv").stream()
            .map(row -> new Prefecture(
                    row.get(0),
                    row.get(1),
                    row.get(2),
                    row.get(3),
                    Integer.parseInt(row.get(4)),
                    Double.parseDouble(row.get(5))))
            .toList();

    /** All 47, in order of code. */
    public static List<Prefecture> all() {
        return ALL;
    }

    /**
     * One prefecture.
     *
     * @throws IllegalArgumentException if the code is not 01..47
     */
    public static Prefecture of(String code) {
        return ALL.stream()
                .filter(prefecture -> prefecture.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("federation code must be 01..47, was " + code));
    }
}
