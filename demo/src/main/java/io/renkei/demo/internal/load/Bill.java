package io.renkei.demo.internal.load;

import io.renkei.demo.internal.data.ClaimFactory;

/** A bill that the generator has written: its claims have consecutive numbers. */
record Bill(long firstClaim, int claims) {
    String firstId() {
        return ClaimFactory.claimId(firstClaim);
    }

    String lastId() {
        return ClaimFactory.claimId(firstClaim + claims - 1);
    }
}
