package io.renkei.api;

import java.util.Locale;

/** The two halves of a link: the centre's captures and sends, the site's receives and applies. */
public enum Half {
    CENTRE("centre"),
    SITE("site");

    private final String text;

    Half(String text) {
        this.text = text;
    }

    /**
     * Reads the form used in configuration and route bundles.
     *
     * @throws IllegalArgumentException if the text is neither {@code centre} nor {@code site}
     */
    public static Half parse(String text) {
        for (Half half : values()) {
            if (half.text.equals(text)) {
                return half;
            }
        }
        throw new IllegalArgumentException("must be centre or site, was '" + text + "'");
    }

    /** The word for it in the given language (English or Japanese). */
    public String label(Locale locale) {
        return ApiTexts.text("words", "half." + name(), locale);
    }

    @Override
    public String toString() {
        return text;
    }
}
