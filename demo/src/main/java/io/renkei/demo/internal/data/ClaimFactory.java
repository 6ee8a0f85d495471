package io.renkei.demo.internal.data;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;

/** Makes bills with their claims, about 27 rows for each claim. The same seed makes the same claims. */
public final class ClaimFactory {
    /** The newest processing month; claims for it were given in the month before. */
    public static final YearMonth NEWEST = YearMonth.of(2026, 11);

    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuuMM", Locale.ROOT);
    private static final int OTHER_PREFECTURE_EVERY = 25;
    private static final int USER_CEILING_YEN = 9_300;
    private static final int SHARE_PERCENT = 10;

    private final Catalogue catalogue;
    private final Random random;

    public ClaimFactory(Catalogue catalogue, long seed) {
        this.catalogue = catalogue;
        this.random = new Random(seed);
    }

    /** The key of a claim, 20 digits. */
    public static String claimId(long claim) {
        return String.format(Locale.ROOT, "%020d", claim);
    }

    /** The key of the receipt that arrives with the bill of a first claim, 19 digits. */
    public static String arrivalNo(long firstClaim) {
        return String.format(Locale.ROOT, "%019d", firstClaim);
    }

    static String month(YearMonth month) {
        return month.format(MONTH);
    }

    /**
     * Adds a receipt, its bill and its claims.
     *
     * @param firstClaim number of the first claim; the claims take the following numbers
     * @param claims how many
     */
    public void bill(Rows rows, long firstClaim, int claims, YearMonth processing) {
        int provider = random.nextInt(catalogue.providers());
        boolean foreign = random.nextInt(OTHER_PREFECTURE_EVERY) == 0;
        String providerNo = foreign ? catalogue.foreignProviderNo(provider) : catalogue.providerNo(provider);
        Total total = new Total();
        int before = rows.size();
        for (int i = 0; i < claims; i++) {
            claim(rows, new Head(firstClaim, firstClaim + i, provider, providerNo, foreign, processing), total);
        }
        int first = random.nextInt(catalogue.recipients());
        LocalDateTime received = processing.atDay(1).atTime(0, 0).plusSeconds(firstClaim % 864_000);
        rows.add(
                PaymentTable.C_RECEIPT,
                arrivalNo(firstClaim),
                providerNo,
                month(processing),
                "J121",
                String.format(Locale.ROOT, "J%07d.CSV", firstClaim % 10_000_000),
                rows.size() - before,
                "ACCEPTED",
                received);
        rows.add(
                PaymentTable.C_BILL,
                claimId(firstClaim),
                arrivalNo(firstClaim),
                month(processing.minusMonths(1)),
                catalogue.municipalityOf(first),
                providerNo,
                total.benefit,
                claims,
                total.units,
                total.cost,
                total.benefit,
                total.share);
    }

    private record Head(long bill, long claim, int provider, String providerNo, boolean foreign, YearMonth processing) {
        String id() {
            return claimId(claim);
        }

        LocalDate day(int day) {
            return processing.minusMonths(1).atDay(day);
        }
    }

    private static final class Total {
        private long units;
        private long cost;
        private long share;
        private long benefit;
    }

    private void claim(Rows rows, Head head, Total total) {
        String kind = Catalogue.SERVICE_KINDS.get(random.nextInt(Catalogue.SERVICE_KINDS.size()));
        String areaClass = catalogue.areaClassOf(head.provider());
        int recipient = random.nextInt(catalogue.recipients());
        int days = 8 + random.nextInt(15);
        long units = lines(rows, head, kind, days);
        long cost = units * Catalogue.unitPrice(areaClass) / 1_000;
        long share = Math.min(cost * SHARE_PERCENT / 100, USER_CEILING_YEN);
        rows.add(
                PaymentTable.C_CLAIM,
                head.id(),
                claimId(head.bill()),
                month(head.processing()),
                month(head.processing().minusMonths(1)),
                catalogue.municipalityOf(recipient),
                head.providerNo(),
                Catalogue.recipientNo(recipient),
                areaClass,
                USER_CEILING_YEN,
                units,
                cost,
                share,
                cost - share,
                "ACCEPTED",
                head.foreign() ? "1" : "0");
        rows.add(PaymentTable.C_CLAIM_DAYS, head.id(), kind, head.day(1), null, days, 0, null);
        rows.add(
                PaymentTable.C_CLAIM_SUMMARY,
                head.id(),
                kind,
                "1",
                units,
                Catalogue.unitPrice(areaClass),
                100 - SHARE_PERCENT,
                cost,
                share,
                cost - share);
        rows.add(
                PaymentTable.C_CLAIM_CONTRACT, head.id(), 1, Catalogue.serviceCode(kind, 0), 22, Catalogue.SINCE, null);
        record(rows, head, kind, days);
        total.units += units;
        total.cost += cost;
        total.share += share;
        total.benefit += cost - share;
    }

    private long lines(Rows rows, Head head, String kind, int days) {
        long sum = 0;
        for (int line = 1; line <= 3; line++) {
            int code = random.nextInt(Catalogue.CODES_OF_KIND);
            int units = Catalogue.units(kind, code);
            int times = line == 1 ? days : 1 + random.nextInt(4);
            String remark = random.nextInt(10) == 0 ? "摘要　" + Names.kanji(line) + "ｶﾅ" : null;
            rows.add(
                    PaymentTable.C_CLAIM_LINE,
                    head.id(),
                    line,
                    Catalogue.serviceCode(kind, code),
                    units,
                    times,
                    (long) units * times,
                    remark);
            sum += (long) units * times;
        }
        return sum;
    }

    private void record(Rows rows, Head head, String kind, int days) {
        rows.add(PaymentTable.C_RECORD, head.id(), head.id(), "J611", days * 5);
        for (int day = 1; day <= days; day++) {
            rows.add(
                    PaymentTable.C_RECORD_DAY,
                    head.id(),
                    day,
                    String.format(Locale.ROOT, "%02d", day),
                    Catalogue.serviceCode(kind, day % Catalogue.CODES_OF_KIND),
                    "0930",
                    "1430",
                    5);
        }
    }
}
