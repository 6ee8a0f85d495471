package io.renkei.demo.internal.data;

import java.time.LocalDateTime;
import java.util.Locale;

/** Single rows that arrive during the month. */
public final class LedgerRows {
    private LedgerRows() {}

    /** A municipality reports a change of a recipient. */
    public static void change(Rows rows, Catalogue catalogue, long number, int recipient, LocalDateTime at) {
        rows.add(
                PaymentTable.L_RECIPIENT_CHANGE,
                String.format(Locale.ROOT, "G%012d", number),
                catalogue.municipalityOf(recipient),
                Catalogue.recipientNo(recipient),
                "E111",
                "2",
                at,
                "00");
    }

    /** The first examination finds something in a claim. */
    public static void firstResult(Rows rows, long claim, LocalDateTime at) {
        rows.add(PaymentTable.X_FIRST_RESULT, ClaimFactory.claimId(claim), 1, "ERROR", "EC02", "契約支給量を超えています（髙）", at);
    }
}
