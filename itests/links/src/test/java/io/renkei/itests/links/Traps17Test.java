package io.renkei.itests.links;

/** The traps from PostgreSQL 17 to 17. */
class Traps17Test extends TrapTest {
    Traps17Test() {
        super(17, 17);
    }
}
