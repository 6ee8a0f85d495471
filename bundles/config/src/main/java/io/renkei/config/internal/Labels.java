package io.renkei.config.internal;

import io.renkei.api.Environment;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Sees by its words when an address is labelled for the other environment. */
public final class Labels {
    private static final Set<String> PROD = Set.of("prod", "prd", "production", "honban", "本番");
    private static final Set<String> TEST = Set.of("test", "tst", "vftest", "staging", "テスト", "試験", "検証");

    private Labels() {}

    /** Why the value can't belong to the environment; nothing if it has no label, or both. */
    public static Optional<String> conflict(String value, Environment environment) {
        String plain = Normalizer.normalize(value, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        Set<String> words = new HashSet<>(List.of(plain.split("[^\\p{L}]+", -1)));
        Set<String> own = environment == Environment.PROD ? PROD : TEST;
        Set<String> other = environment == Environment.PROD ? TEST : PROD;
        if (words.stream().noneMatch(own::contains)) {
            return words.stream()
                    .filter(other::contains)
                    .findFirst()
                    .map(word -> "is labelled '" + word + "', but this is the file of the environment " + environment);
        }
        return Optional.empty();
    }
}
