package io.renkei.demo.internal.data;

import java.util.List;

/** Names that nobody bears, with the characters that break naive conversions: JIS level 3 and 4, outside the BMP, half-width kana. */
final class Names {
    private static final List<String> FAMILY = List.of("髙橋", "𠮷田", "山﨑", "渡邉", "齋藤", "佐藤", "濵田", "德永", "柳瀨", "草彅");

    private Names() {}

    static String kanji(int number) {
        return FAMILY.get(number % FAMILY.size()) + "　試験" + number;
    }

    static String kana(int number) {
        return "ﾃｽﾄ " + number;
    }
}
