package io.renkei.api;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a person probably meant. */
public final class Nearest {
    private static final int LENGTH_MAX = 100;

    private Nearest() {}

    /** The one known word that is nearest to the given one, if it is near enough to be meant. */
    public static Optional<String> of(String given, Collection<String> known) {
        if (given.isEmpty() || given.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        String wanted = plain(given);
        String best = null;
        // one slip in a short word, two in a longer one, three in a long one
        int bestDistance = given.length() < 4 ? 2 : given.length() < 12 ? 3 : 4;
        for (String word : known) {
            int distance = distance(wanted, plain(word));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = word;
            }
        }
        if (best == null) {
            best = known.stream()
                    .filter(word -> plain(word).endsWith("." + wanted))
                    .findFirst()
                    .orElse(null);
        }
        return Optional.ofNullable(best);
    }

    /** {@code "; did you mean WORD?"}, or nothing. */
    public static String hint(String given, Collection<String> known) {
        return of(given, known).map(word -> "; did you mean " + word + "?").orElse("");
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '.').replace('_', '.');
    }

    /** Insertions, deletions, replacements and swaps of neighbours between the two. */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
