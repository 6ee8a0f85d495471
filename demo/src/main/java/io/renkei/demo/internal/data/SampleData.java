package io.renkei.demo.internal.data;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;

/** Fills a payment database. The same catalogue and seed make the same rows. */
public final class SampleData {
    /** More than the five months that a test copy may take. */
    private static final int MONTHS = 7;

    /** Bounds the memory that rows take on their way: some 30 MB. */
    private static final int FLUSH_ROWS = 20_000;

    private static final LocalDateTime WRITTEN_AT = LocalDateTime.of(2026, 4, 1, 0, 0);

    private final Catalogue catalogue;
    private final ClaimFactory claims;

    public SampleData(Catalogue catalogue, long seed) {
        this.catalogue = catalogue;
        this.claims = new ClaimFactory(catalogue, seed);
    }

    /** Writes everything in one transaction: masters, ledgers, and one claim per recipient with its results and payments. */
    public void writeTo(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Rows rows = new Rows();
        masters(rows);
        providers(rows);
        rows.copyTo(connection);
        for (int i = 0; i < catalogue.recipients(); i++) {
            recipient(rows, i);
            claim(rows, i);
            if (rows.size() > FLUSH_ROWS) {
                rows.copyTo(connection);
            }
        }
        payments(rows);
        rows.copyTo(connection);
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
    }

    private void masters(Rows rows) {
        LocalDate since = Catalogue.SINCE;
        for (Prefecture prefecture : Prefecture.all()) {
            rows.add(
                    PaymentTable.M_PREFECTURE,
                    prefecture.code(),
                    prefecture.kanji(),
                    prefecture.romaji(),
                    prefecture.federation());
        }
        for (Municipality municipality : catalogue.municipalities()) {
            rows.add(
                    PaymentTable.M_MUNICIPALITY,
                    municipality.number(),
                    municipality.kanji(),
                    municipality.kana(),
                    catalogue.prefecture().code(),
                    since,
                    null);
        }
        for (String kind : Catalogue.SERVICE_KINDS) {
            for (int i = 0; i < Catalogue.CODES_OF_KIND; i++) {
                String code = Catalogue.serviceCode(kind, i);
                rows.add(
                        PaymentTable.M_SERVICE_CODE,
                        code,
                        since,
                        kind,
                        "試験サービス" + code,
                        Catalogue.units(kind, i),
                        null);
            }
            for (String areaClass : Catalogue.AREA_CLASSES) {
                rows.add(PaymentTable.M_UNIT_PRICE, areaClass, kind, since, Catalogue.unitPrice(areaClass), null);
            }
        }
        for (int i = 0; i < MONTHS; i++) {
            YearMonth month = ClaimFactory.NEWEST.minusMonths(i);
            calendar(rows, month, "REC", month.atDay(10));
            calendar(rows, month, "EXA", month.atDay(16));
            calendar(rows, month, "PAY", month.plusMonths(1).atDay(15));
        }
        rows.add(
                PaymentTable.S_USER,
                "test-user",
                "1",
                catalogue.prefecture().code(),
                "viewer",
                LocalDate.of(2027, 3, 31));
        rows.add(PaymentTable.W_BATCH_WORK, 0, "seed");
    }

    private static void calendar(Rows rows, YearMonth month, String step, LocalDate day) {
        rows.add(PaymentTable.M_CALENDAR, ClaimFactory.month(month), step, day);
    }

    private void providers(Rows rows) {
        for (int i = 0; i < catalogue.providers(); i++) {
            String number = catalogue.providerNo(i);
            rows.add(
                    PaymentTable.L_PROVIDER,
                    number,
                    "社会福祉法人　試験" + i,
                    "試験事業所" + i + "　" + Names.kanji(i),
                    "ﾃｽﾄｼﾞｷﾞｮｳｼｮ " + i,
                    String.format(Locale.ROOT, "%07d", i),
                    catalogue.prefecture().kanji() + "試験町" + i + "番地",
                    "000-0000-0000",
                    catalogue.areaClassOf(i),
                    Catalogue.SINCE,
                    null,
                    WRITTEN_AT);
            String kind = Catalogue.SERVICE_KINDS.get(i % Catalogue.SERVICE_KINDS.size());
            rows.add(PaymentTable.L_PROVIDER_SERVICE, number, kind, Catalogue.SINCE, 20 + i % 40, "A1B2", null);
            rows.add(
                    PaymentTable.L_PROVIDER_ACCOUNT,
                    number,
                    Catalogue.SINCE,
                    "9999",
                    "999",
                    "1",
                    String.format(Locale.ROOT, "%07d", i),
                    "ﾃｽﾄ " + i);
        }
    }

    private void recipient(Rows rows, int i) {
        String municipality = catalogue.municipalityOf(i);
        String number = Catalogue.recipientNo(i);
        rows.add(
                PaymentTable.L_RECIPIENT,
                municipality,
                number,
                Catalogue.SINCE,
                Names.kanji(i),
                Names.kana(i),
                LocalDate.of(1950, 1, 1).plusDays(7L * i % 25_000),
                i % 2 == 0 ? "1" : "2",
                i % 5 == 0 ? null : "2" + (1 + i % 6),
                9_300,
                null,
                null,
                WRITTEN_AT);
        String kind = Catalogue.SERVICE_KINDS.get(i % Catalogue.SERVICE_KINDS.size());
        rows.add(
                PaymentTable.L_RECIPIENT_DECISION,
                municipality,
                number,
                Catalogue.serviceCode(kind, 0),
                Catalogue.SINCE,
                22,
                Catalogue.SINCE,
                LocalDate.of(2027, 3, 31));
    }

    private void claim(Rows rows, int i) {
        long claim = i + 1L;
        claims.bill(rows, claim, 1, ClaimFactory.NEWEST.minusMonths(i % MONTHS));
        String id = ClaimFactory.claimId(claim);
        if (i % 12 == 0) {
            rows.add(PaymentTable.X_FIRST_RESULT, id, 1, "WARN", "EC01", "受給者台帳の内容を確認してください", WRITTEN_AT);
        }
        rows.add(PaymentTable.X_SECOND_RESULT, id, i % 40 == 0 ? "RETURN" : "APPROVE", null, WRITTEN_AT);
        if (i % 50 == 0) {
            rows.add(PaymentTable.P_ADJUSTMENT, id, id, "9001", -1_000, ClaimFactory.month(ClaimFactory.NEWEST));
        }
    }

    private void payments(Rows rows) {
        List<Municipality> municipalities = catalogue.municipalities();
        for (int i = 0; i < catalogue.providers(); i++) {
            String municipality = municipalities.get(i % municipalities.size()).number();
            String month = ClaimFactory.month(ClaimFactory.NEWEST.minusMonths(1));
            long amount = 100_000L + 7L * i;
            rows.add(
                    PaymentTable.P_PAYMENT,
                    month,
                    catalogue.providerNo(i),
                    municipality,
                    1 + i % 30,
                    amount,
                    0,
                    amount,
                    null);
            rows.add(
                    PaymentTable.R_REPORT,
                    ClaimFactory.claimId(i + 1L),
                    "P101",
                    month,
                    "1",
                    catalogue.providerNo(i),
                    2,
                    "DATA/PDF/" + month + "/P101-" + catalogue.providerNo(i) + ".PDF",
                    WRITTEN_AT);
        }
    }
}
