package io.renkei.itests.links;

/** The traps from PostgreSQL 15 to 18. */
class Traps15To18Test extends TrapTest {
    Traps15To18Test() {
        super(15, 18);
    }
}
