package io.renkei.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Policy.AllowedItem;
import io.renkei.api.PolicyDecision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule, refused and allowed. The rows are made here, not read: a reader would refuse some of them. */
class ItemListTest {
    private static final Path FILE = Path.of("lists", "tables.csv");

    private static ListedItem row(String object, boolean link, ItemClass itemClass, boolean number, String... columns) {
        return new ListedItem(object, true, link, itemClass, "", number, List.of(columns), FILE, 7);
    }

    private static ItemList list(ListedItem... rows) {
        return new ItemList(FILE, List.of(rows));
    }

    private static void refused(String rule, String reason, PolicyDecision decision) {
        assertEquals(new PolicyDecision(false, rule, reason), decision);
    }

    private static void allowed(PolicyDecision decision) {
        assertEquals(new PolicyDecision(true, "OK", "allowed by lists/tables.csv:7"), decision);
    }

    @Test
    void whatIsNotOnTheListIsRefusedByP01() {
        ItemList list = list(row("public.a", true, ItemClass.CLAIM, false, "*"));
        refused(
                "P01",
                "not on the list; to carry it add a row with link = yes to lists/tables.csv",
                list.check("public.b", List.of()));
        // no other spelling is the same table
        assertEquals("P01", list.check("PUBLIC.A", List.of()).rule());
        assertEquals("P01", list.check("public.a ", List.of()).rule());
        assertEquals("P01", list.check("", List.of()).rule());
        allowed(list.check("public.a", List.of("id")));
    }

    @Test
    void anEmptyListAllowsNothing() {
        assertEquals(List.of(), list().allowed());
        assertEquals("P01", list().check("public.a", List.of()).rule());
    }

    @Test
    void aProtectedItemIsRefusedByP02WhateverTheListSays() {
        refused(
                "P02",
                "a personal-number item is never carried to a site; there is no way to allow it",
                list(row("public.person_number", true, ItemClass.LEDGER, false, "*"))
                        .check("public.person_number", List.of()));
    }

    @Test
    void aProtectedColumnIsRefusedByP03WhateverTheListSays() {
        ItemList list = list(row("public.a", true, ItemClass.LEDGER, false, "*"));
        PolicyDecision decision = list.check("public.a", List.of("id", "my_number"));
        assertEquals("P03", decision.rule());
        assertTrue(decision.reason().contains("the table can be carried without it"), decision.reason());
        allowed(list.check("public.a", List.of("id")));
        ItemList named = list(row("public.a", true, ItemClass.LEDGER, false, "id", "my_number"));
        assertEquals("P03", named.check("public.a", List.of("id")).rule());
        assertEquals(List.of(), named.allowed());
    }

    @Test
    void linkNoIsRefusedByP04() {
        refused(
                "P04",
                "the list says link = no; to carry it change lists/tables.csv:7",
                list(row("public.a", false, ItemClass.LEDGER, false, "*")).check("public.a", List.of()));
    }

    @Test
    void classNumberIsRefusedByP05AndTheFlagByP06() {
        assertEquals(
                "P05",
                list(row("public.a", true, ItemClass.NUMBER, false, "*"))
                        .check("public.a", List.of())
                        .rule());
        assertEquals(
                "P06",
                list(row("public.a", true, ItemClass.LEDGER, true, "*"))
                        .check("public.a", List.of())
                        .rule());
        assertEquals(
                List.of(),
                list(row("public.a", true, ItemClass.LEDGER, true, "*")).allowed());
    }

    @Test
    void aColumnThatIsNotApprovedIsRefusedByP07() {
        ItemList list = list(row("public.a", true, ItemClass.LEDGER, false, "id", "name"));
        refused(
                "P07",
                "column added is not on the list; to carry it add it to the columns in lists/tables.csv:7",
                list.check("public.a", List.of("id", "added")));
        allowed(list.check("public.a", List.of("name", "id")));
        assertEquals(List.of(new AllowedItem("public.a", List.of("id", "name"))), list.allowed());
    }
}
