package io.renkei.demo.internal.data;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * The identifiers of one federation's sample data: pure functions of a running number, so that whoever writes claims needs no look at
 * the database.
 *
 * @param recipients how many there are, spread over the municipalities
 * @param providers how many offices there are
 */
public record Catalogue(Prefecture prefecture, List<Municipality> municipalities, int recipients, int providers) {
    /** Since when all ledger entries hold: the beginning of a fiscal year. */
    public static final LocalDate SINCE = LocalDate.of(2024, 4, 1);

    /** Kinds of service that have claims. */
    static final List<String> SERVICE_KINDS =
            List.of("11", "12", "15", "22", "24", "32", "33", "41", "43", "45", "46", "52", "61", "63");

    static final int CODES_OF_KIND = 15;

    /** Municipalities pay different prices for a unit. */
    static final List<String> AREA_CLASSES = List.of("01", "02", "03", "04", "05", "06", "07", "20");

    /** 14 recipients for an office, as in the country. */
    private static final int RECIPIENTS_OF_PROVIDER = 14;

    private static final int RECIPIENTS_PER_PERCENT = 200;
    private static final int FEWEST_RECIPIENTS = 200;

    public Catalogue {
        municipalities = List.copyOf(municipalities);
    }

    /**
     * Sample data of one federation.
     *
     * @param scale 1: 2,266 recipients in Tokyo, 200 in small prefectures; 0.01..100
     */
    public static Catalogue of(Prefecture prefecture, double scale) {
        if (!(scale >= 0.01 && scale <= 100)) {
            throw new IllegalArgumentException("scale must be 0.01..100, was " + scale);
        }
        int recipients =
                (int) Math.max(20, scale * Math.max(FEWEST_RECIPIENTS, RECIPIENTS_PER_PERCENT * prefecture.share()));
        return new Catalogue(
                prefecture, Municipality.of(prefecture), recipients, Math.max(5, recipients / RECIPIENTS_OF_PROVIDER));
    }

    /** The municipality of a recipient. */
    public String municipalityOf(int recipient) {
        return municipalities.get(recipient % municipalities.size()).number();
    }

    /** Certificate number of a recipient, 10 digits. */
    public static String recipientNo(int recipient) {
        return CheckDigit.append(String.format(Locale.ROOT, "9%08d", recipient));
    }

    /** Number of an office of this prefecture; kind 9 is not used for real ones. */
    public String providerNo(int provider) {
        return providerNo(prefecture.code(), provider);
    }

    /** Number of an office in a neighbouring prefecture. */
    String foreignProviderNo(int provider) {
        int code = Integer.parseInt(prefecture.code());
        return providerNo(String.format(Locale.ROOT, "%02d", code == 47 ? 46 : code + 1), provider);
    }

    private static String providerNo(String prefecture, int provider) {
        return CheckDigit.append(String.format(Locale.ROOT, "%s9%06d", prefecture, provider));
    }

    String areaClassOf(int provider) {
        return AREA_CLASSES.get(provider % AREA_CLASSES.size());
    }

    static String serviceCode(String kind, int index) {
        return String.format(Locale.ROOT, "%s%04d", kind, 1111 + 10 * index);
    }

    /** Units of one use of a service. */
    static int units(String kind, int index) {
        return 100 + 13 * Integer.parseInt(kind) + 17 * index;
    }

    /** Price of a unit in 1/1000 yen. */
    static int unitPrice(String areaClass) {
        return 10_000 + 190 * (AREA_CLASSES.size() - 1 - AREA_CLASSES.indexOf(areaClass));
    }
}
