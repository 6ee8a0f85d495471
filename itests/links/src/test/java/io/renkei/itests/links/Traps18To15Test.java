package io.renkei.itests.links;

/** The traps from PostgreSQL 18 to 15. */
class Traps18To15Test extends TrapTest {
    Traps18To15Test() {
        super(18, 15);
    }
}
