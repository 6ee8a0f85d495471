package io.renkei.demo.internal.load;

/** The three shapes of the load. */
public enum Shape {
    /** Many small transactions: a bill comes or goes, a ledger is corrected, a claim is examined. */
    SMALL,
    /** Thousands of rows in one transaction. */
    REGISTRATION,
    /** One column of hundreds of rows, again and again. */
    STORM
}
