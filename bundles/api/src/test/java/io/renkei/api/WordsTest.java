package io.renkei.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Instant;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void everyStateDutyAndHalfHasAWordInBothLanguagesAndNoneIsLeftOver() {
        Set<String> wanted = Stream.of(LinkState.class.getPermittedSubclasses())
                .map(state -> "state." + state.getSimpleName().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        Stream.of(Duty.values()).forEach(duty -> wanted.add("duty." + duty.name()));
        Stream.of(Half.values()).forEach(half -> wanted.add("half." + half.name()));
        for (Locale locale : new Locale[] {Locale.ROOT, Locale.JAPANESE}) {
            ResourceBundle words = ResourceBundle.getBundle("io.renkei.api.words", locale);
            assertEquals(locale, words.getLocale());
            assertEquals(wanted, new TreeSet<>(words.keySet()));
        }
    }

    @Test
    void aStateIsCalledInTheReadersLanguage() {
        LinkState state = new LinkState.Stale(Instant.EPOCH, Instant.EPOCH);
        assertEquals("stale", state.label(Locale.ENGLISH));
        assertEquals("応答途絶", state.label(Locale.JAPANESE));
        assertEquals("stale", state.label(Locale.FRENCH));
    }

    @Test
    void whatHealsByItselfIsNobodysDutyAndTheActionSaysSo() {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.action(Locale.ENGLISH).startsWith("Nothing at once")) {
                assertEquals(Duty.NOBODY, code.duty(), code.name());
            }
        }
        assertEquals(Duty.DATABASE, ErrorCode.SOURCE_NOT_PREPARED.duty());
        assertNotEquals(Duty.NOBODY, ErrorCode.FENCED.duty());
    }
}
