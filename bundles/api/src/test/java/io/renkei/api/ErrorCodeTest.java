package io.renkei.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    @Test
    void everyCodeHasCauseAndActionInBothLanguages() {
        for (ErrorCode code : ErrorCode.values()) {
            for (Locale locale : new Locale[] {Locale.ENGLISH, Locale.JAPANESE}) {
                assertFalse(code.cause(locale).isBlank(), code + " cause " + locale);
                assertFalse(code.action(locale).isBlank(), code + " action " + locale);
            }
            assertNotEquals(code.cause(Locale.JAPANESE), code.cause(Locale.ENGLISH), code + " is translated");
        }
    }

    @Test
    void noNumberIsUsedTwiceAndNoTextIsLeftOver() {
        Set<String> numbers = new HashSet<>();
        for (ErrorCode code : ErrorCode.values()) {
            numbers.add(code.number());
        }
        assertEquals(ErrorCode.values().length, numbers.size());
        for (Locale locale : new Locale[] {Locale.ROOT, Locale.JAPANESE}) {
            ResourceBundle texts = ResourceBundle.getBundle("io.renkei.api.errors", locale);
            for (String key : texts.keySet()) {
                assertTrue(numbers.contains(key.substring(0, key.indexOf('.'))), key);
            }
        }
    }
}
