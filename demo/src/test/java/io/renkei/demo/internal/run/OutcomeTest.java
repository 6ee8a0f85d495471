package io.renkei.demo.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.demo.internal.load.RowCounts;
import io.renkei.demo.internal.load.Shape;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final RowCounts FLOORS = new RowCounts(200, 100, 10);
    private static final Map<Shape, Long> ALL_SHAPES =
            new TreeMap<>(Map.of(Shape.SMALL, 90L, Shape.REGISTRATION, 4L, Shape.STORM, 12L));

    private static final Outcome.Swap SWAP = new Outcome.Swap(120, 30, new TreeMap<>(Map.of("db 1", 70L, "db 2", 7L)));

    private static Outcome outcome(
            RowCounts rows, Map<Shape, Long> shapes, long byRenkei, Faults.Healing healing, boolean tampered) {
        return outcome(rows, shapes, byRenkei, healing, tampered, SWAP);
    }

    private static Outcome outcome(
            RowCounts rows,
            Map<Shape, Long> shapes,
            long byRenkei,
            Faults.Healing healing,
            boolean tampered,
            Outcome.Swap swap) {
        return new Outcome(
                10,
                rows,
                FLOORS,
                shapes,
                new Outcome.Lag(4.04, 60),
                swap,
                1000,
                200,
                byRenkei,
                byRenkei,
                new TreeMap<>(Map.of("centre", 300L, "site-13", 270L)),
                healing,
                tampered);
    }

    @Test
    void isGoodOnlyIfAllIsEqualAndEveryFloorIsReached() {
        RowCounts enough = new RowCounts(200, 100, 10);
        assertTrue(outcome(enough, ALL_SHAPES, 0, null, false).good());
        assertFalse(outcome(enough, ALL_SHAPES, 1, null, false).good());
        assertFalse(
                outcome(new RowCounts(199, 100, 10), ALL_SHAPES, 0, null, false).good());
        assertFalse(
                outcome(new RowCounts(200, 99, 10), ALL_SHAPES, 0, null, false).good());
        assertFalse(
                outcome(new RowCounts(200, 100, 9), ALL_SHAPES, 0, null, false).good());
        Map<Shape, Long> noStorm = new TreeMap<>(Map.of(Shape.SMALL, 90L, Shape.REGISTRATION, 4L, Shape.STORM, 0L));
        assertFalse(outcome(enough, noStorm, 0, null, false).good());
    }

    @Test
    void isNeverGoodWhenTamperedWithEvenIfNobodyNoticed() {
        assertFalse(outcome(FLOORS, ALL_SHAPES, 1, null, true).good());
        assertFalse(outcome(FLOORS, ALL_SHAPES, 0, null, true).good());
    }

    @Test
    void isNotGoodWhenTheWrongLinksWereDisturbed() {
        Faults.Healing wrong = new Faults.Healing("line", Map.of("db-31-prod", Set.of("retrying")), 3, false);
        assertFalse(outcome(FLOORS, ALL_SHAPES, 0, wrong, false).good());
    }

    @Test
    void isNotGoodWhenOnlyOneVersionOfTheRoutesCarriedRows() {
        Outcome.Swap one = new Outcome.Swap(120, 30, Map.of("db 2", 77L));
        assertFalse(outcome(FLOORS, ALL_SHAPES, 0, null, false, one).good());
        assertTrue(outcome(FLOORS, ALL_SHAPES, 0, null, false, SWAP).good());
    }

    @Test
    void writesOneLineOfJson() throws IOException {
        Faults.Healing healing = new Faults.Healing("line", Map.of("db-13-prod", Set.of("stale")), 2.04, true);
        assertEquals(
                "{\"schema\":\"renkei.demo/1\",\"seconds\":10,\"inserts\":300,\"updates\":200,\"deletes\":20,"
                        + "\"floors\":{\"inserts\":200,\"updates\":100,\"deletes\":10},\"enough\":true,"
                        + "\"transactions\":{\"small\":90,\"registration\":4,\"storm\":12},"
                        + "\"lagP50Ms\":4.0,\"lagP99Ms\":60.0,\"swapGapMs\":120.0,\"calmGapMs\":30.0,"
                        + "\"rowsByRoutes\":{\"db 1\":70,\"db 2\":7},"
                        + "\"rawBytes\":1000,\"wireBytes\":200,\"residentMb\":{\"centre\":300,\"site-13\":270},"
                        + "\"broken\":{\"what\":\"line\",\"healSeconds\":2.0,\"asExpected\":true,"
                        + "\"states\":{\"db-13-prod\":[\"stale\"]}},"
                        + "\"tampered\":false,\"differencesByRenkei\":0,\"differencesBySql\":0,\"equal\":true,\"ok\":true}",
                outcome(new RowCounts(300, 200, 20), ALL_SHAPES, 0, healing, false)
                        .json());
    }
}
