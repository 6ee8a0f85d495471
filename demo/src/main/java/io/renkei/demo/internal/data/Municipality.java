package io.renkei.demo.internal.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A municipality.
 *
 * @param number six digits, the last one the check digit
 */
public record Municipality(String number, String kanji, String kana) {
    private static final List<Municipality> NAMED = Resources.csv("municipalities.csv").stream()
            .map(row -> new Municipality(row.get(0), row.get(1), row.get(2)))
            .toList();

    /** The real ones of Tokyo and Tottori; for other prefectures as many as there are, numbered as cities are, under test names. */
    static List<Municipality> of(Prefecture prefecture) {
        List<Municipality> named = NAMED.stream()
                .filter(municipality -> municipality.number().startsWith(prefecture.code()))
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        return IntStream.range(0, prefecture.municipalities())
                .mapToObj(i -> new Municipality(
                        CheckDigit.append(String.format(Locale.ROOT, "%s%03d", prefecture.code(), 201 + i)),
                        "試験" + (i + 1) + "市",
                        "ﾃｽﾄ" + (i + 1) + "ｼ"))
                .toList();
    }
}
