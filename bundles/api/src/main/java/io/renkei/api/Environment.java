package io.renkei.api;

/** Production or test; a first-class part of every link's identity (R043). */
public enum Environment {
    PROD("prod"),
    TEST("test");

    private final String text;

    Environment(String text) {
        this.text = text;
    }

    /**
     * Reads the form used in link ids and configuration.
     *
     * @throws IllegalArgumentException if the text is neither {@code prod} nor {@code test}
     */
    public static Environment parse(String text) {
        for (Environment environment : values()) {
            if (environment.text.equals(text)) {
                return environment;
            }
        }
        throw new IllegalArgumentException("environment must be prod or test, was '" + text + "'");
    }

    @Override
    public String toString() {
        return text;
    }
}
