package io.renkei.config.internal;

import io.renkei.api.Nearest;
import io.renkei.api.Secrets;
import io.renkei.api.SettingKey;
import io.renkei.api.SettingType;
import io.renkei.api.SettingValues;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Checks one value against its key: form, range, and what was perhaps meant. */
public final class ValueForm {
    /** What a secret may be called. */
    private static final Pattern SECRET =
            Pattern.compile(Pattern.quote(Secrets.PREFIX) + "[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,10}");
    private static final Pattern EMBEDDED_PASSWORD =
            Pattern.compile("(?i)(password|passwd|pwd)\\s*=|//[^/@?\\s]*:[^/@?\\s]*@");
    private static final int TEXT_MAX = 2000;

    /** Slips of the keyboard in numbers, and units as others write them. */
    private static final List<UnaryOperator<String>> SLIPS = List.of(
            text -> text.replace('o', '0').replace('O', '0'),
            text -> text.replaceAll("(?<=[0-9])[lI]|[lI](?=[0-9])", "1"),
            text -> text.replace("_", "").replace(",", ""),
            text -> text.replaceAll("\\s", ""),
            text -> text.replaceAll("(?i)([0-9]) ?k(i?b)?$", "$1KiB"),
            text -> text.replaceAll("(?i)([0-9]) ?m(i?b)?$", "$1MiB"),
            text -> text.replaceAll("(?i)([0-9]) ?g(i?b)?$", "$1GiB"),
            text -> text.replaceAll("(?i)([0-9]) ?t(i?b)?$", "$1TiB"),
            text -> text.replaceAll("(?i)([0-9]) ?s(ec(onds?)?)?$", "$1s"),
            text -> text.replaceAll("(?i)([0-9]) ?m(in(utes?)?)?$", "$1m"),
            text -> text.replaceAll("(?i)([0-9]) ?h(ours?)?$", "$1h"),
            text -> text.replaceAll("(?i)([0-9]) ?d(ays?)?$", "$1d"),
            text -> text.replaceAll("([0-9])$", "$1s"));

    private ValueForm() {}

    /** What is wrong with the value, or nothing. A value that may be a secret is never repeated. */
    public static Optional<String> fault(SettingKey key, String value) {
        if (key.type() == SettingType.SECRET) {
            return secretFault(key, value);
        }
        if (value.isEmpty()) {
            return "".equals(key.defaultValue()) ? Optional.empty() : Optional.of("is empty; " + form(key));
        }
        if (value.contains("${") || value.contains("$[")) {
            return Optional.of("holds a placeholder ($ with a bracket); placeholders are not replaced here,"
                    + " write the value itself, or secret:NAME for a secret");
        }
        if (value.startsWith("\"")) {
            return Optional.of("begins with a quotation mark; write the value without");
        }
        if (key.type() == SettingType.TEXT) {
            return textFault(value);
        }
        if (fits(key, value)) {
            return Optional.empty();
        }
        return Optional.of("'" + shown(value) + "' is not possible; " + form(key) + hint(key, value));
    }

    private static Optional<String> secretFault(SettingKey key, String value) {
        boolean right = value.isEmpty()
                ? "".equals(key.defaultValue())
                : SECRET.matcher(value).matches();
        return right
                ? Optional.empty()
                : Optional.of(
                        "is not a reference; write secret:NAME (letters, digits, dot, dash, underscore; at most 64)"
                                + " and put the secret into etc/secrets/NAME");
    }

    private static Optional<String> textFault(String value) {
        if (value.length() > TEXT_MAX) {
            return Optional.of("is longer than " + TEXT_MAX + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("holds a control character (a backslash is written \\\\)");
        }
        if (EMBEDDED_PASSWORD.matcher(value).find()) {
            return Optional.of("holds a password; use the key for it, with secret:NAME");
        }
        return Optional.empty();
    }

    private static boolean fits(SettingKey key, String value) {
        try {
            return switch (key.type()) {
                case TEXT, SECRET -> true;
                case BOOLEAN -> value.equals("true") || value.equals("false");
                case CHOICE -> key.allowed().contains(value);
                case INTEGER ->
                    WHOLE.matcher(value).matches()
                            && Long.parseLong(value) == Integer.parseInt(value)
                            && inRange(key, value, Integer::valueOf);
                case BYTES -> SettingValues.bytes(value) >= 0 && inRange(key, value, SettingValues::bytes);
                case DURATION ->
                    !SettingValues.duration(value).isNegative() && inRange(key, value, SettingValues::duration);
            };
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            return false;
        }
    }

    private static <T extends Comparable<T>> boolean inRange(SettingKey key, String value, Function<String, T> reader) {
        if (key.allowed().size() != 2) {
            return true;
        }
        T number = reader.apply(value);
        return number.compareTo(reader.apply(key.allowed().get(0))) >= 0
                && number.compareTo(reader.apply(key.allowed().get(1))) <= 0;
    }

    /** What the key allows, in words. */
    public static String form(SettingKey key) {
        String range = key.allowed().size() == 2 && key.type() != SettingType.CHOICE
                ? " " + key.allowed().get(0) + ".." + key.allowed().get(1)
                : "";
        return switch (key.type()) {
            case TEXT -> "allowed: text";
            case SECRET -> "allowed: secret:NAME";
            case BOOLEAN -> "allowed: true, false";
            case CHOICE -> "allowed: " + String.join(", ", key.allowed());
            case INTEGER -> "allowed: whole number" + range;
            case BYTES -> "allowed: size such as 64MiB (B, KiB, MiB, GiB, TiB)" + range;
            case DURATION -> "allowed: duration such as 5s (ms, s, m, h, d, or ISO-8601)" + range;
        };
    }

    private static String hint(SettingKey key, String value) {
        String halfWidth = Normalizer.normalize(value, Normalizer.Form.NFKC);
        if (key.type() == SettingType.CHOICE) {
            return Nearest.hint(halfWidth, key.allowed());
        }
        if (key.type() == SettingType.BOOLEAN) {
            return switch (halfWidth.toLowerCase(Locale.ROOT)) {
                case "true", "yes", "on", "1" -> "; did you mean true?";
                case "false", "no", "off", "0" -> "; did you mean false?";
                default -> "";
            };
        }
        if (fits(key, halfWidth)) {
            return "; did you mean " + halfWidth + " (half width)?";
        }
        for (UnaryOperator<String> slip : SLIPS) {
            String meant = slip.apply(halfWidth);
            if (!meant.equals(halfWidth) && fits(key, meant)) {
                boolean letter = meant.length() == value.length() && value.matches(".*[oO].*");
                return "; did you mean " + meant + (letter ? " (a letter O stands for a zero)" : "") + "?";
            }
        }
        return "";
    }

    private static String shown(String value) {
        String line = value.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 40 ? line : line.substring(0, 40) + "...";
    }
}
