package io.renkei.demo.internal.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CheckDigitTest {
    @Test
    void municipalityProviderAndRecipientNumbersGetTheirPublishedDigits() {
        assertEquals("092015", CheckDigit.append("09201"));
        assertEquals("111005", CheckDigit.append("11100"));
        assertEquals("131011", CheckDigit.append("13101"));
        assertEquals("1391234562", CheckDigit.append("139123456"));
        assertEquals("9000000019", CheckDigit.append("900000001"));
        assertEquals("9000000027", CheckDigit.append("900000002"));
    }

    @Test
    void anythingButDigitsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> CheckDigit.append("1310１"));
    }

    @Test
    void everyNamedMunicipalityNumberHasTheRightDigit() {
        assertEquals(62, Municipality.of(Prefecture.of("13")).size());
        assertEquals(19, Municipality.of(Prefecture.of("31")).size());
        assertEquals(25, Municipality.of(Prefecture.of("09")).size());
        for (Prefecture prefecture : Prefecture.all()) {
            for (Municipality municipality : Municipality.of(prefecture)) {
                assertEquals(CheckDigit.append(municipality.number().substring(0, 5)), municipality.number());
            }
        }
    }
}
