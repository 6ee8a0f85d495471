package io.renkei.api;

import java.util.Locale;
import java.util.ResourceBundle;

/** Texts of this bundle by language: English, or Japanese where it is asked for. */
final class ApiTexts {
    // without this control an English reader on a Japanese machine would get Japanese
    private static final ResourceBundle.Control EXACT =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private ApiTexts() {}

    static String text(String bundle, String key, Locale locale) {
        return ResourceBundle.getBundle("io.renkei.api." + bundle, locale, ApiTexts.class.getClassLoader(), EXACT)
                .getString(key);
    }
}
