package io.renkei.config;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names that mean a personal number (個人番号). What bears one never goes to a federation's site, in no environment and
 * whatever a list says. Compared without regard to case, width, punctuation and kind of kana, and anywhere in the name.
 */
public final class ProtectedNames {
    private static final List<String> WORDS = List.of(
            "personnumber",
            "personalnumber",
            "individualnumber",
            "mynumber",
            "kojinbango",
            "kojinbangou",
            "個人番号",
            "個人番號",
            "個人ナンバ",
            "マイナンバ",
            "マイナンバー",
            "myナンバ",
            "コジンバンゴ",
            "特定個人情報");

    /** The number database's own tables (domain of the payment system): {@code n_person_number}, {@code n_access_log} ... */
    private static final Pattern NUMBER_TABLE = Pattern.compile("n_.*");

    private static final int HIRAGANA_FIRST = 'ぁ';
    private static final int HIRAGANA_LAST = 'ゖ';
    private static final int TO_KATAKANA = 'ァ' - 'ぁ';

    private ProtectedNames() {}

    /**
     * Whether a table, folder or report can never be carried.
     *
     * @param item name as in the lists, parts of it separated by dots or slashes
     */
    public static boolean item(String item) {
        if (holdsWord(item)) {
            return true;
        }
        String name = Normalizer.normalize(item, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        for (String segment : name.split("[./\\\\]", -1)) {
            if (NUMBER_TABLE
                    .matcher(segment.replaceAll("^[^\\p{L}\\p{N}]+", ""))
                    .matches()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a column can never be carried. */
    public static boolean part(String part) {
        return holdsWord(part);
    }

    private static boolean holdsWord(String name) {
        String plain = plain(name);
        return WORDS.stream().anyMatch(plain::contains);
    }

    private static String plain(String name) {
        String narrow = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder letters = new StringBuilder(narrow.length());
        narrow.codePoints().filter(Character::isLetterOrDigit).forEach(c -> {
            boolean hiragana = c >= HIRAGANA_FIRST && c <= HIRAGANA_LAST;
            letters.appendCodePoint(hiragana ? c + TO_KATAKANA : c);
        });
        return letters.toString();
    }
}
