package io.renkei.demo.internal.data;

/** The check digit of municipality, provider and recipient numbers. */
public final class CheckDigit {
    private CheckDigit() {}

    /**
     * Appends the digit: modulus 10, weights 2, 1, 2, 1 ... from the right, digits of two-digit products added. This is not the check
     * digit of the national local-government code (modulus 11), which shares the first five digits of a municipality number.
     *
     * @throws IllegalArgumentException if there is anything but ASCII digits
     */
    public static String append(String digits) {
        int sum = 0;
        int weight = 2;
        for (int i = digits.length() - 1; i >= 0; i--) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new IllegalArgumentException("digits only, was: " + digits);
            }
            int product = digit * weight;
            sum += product / 10 + product % 10;
            weight = 3 - weight;
        }
        return digits + (10 - sum % 10) % 10;
    }
}
