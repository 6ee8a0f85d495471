package io.renkei.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.Policy.AllowedItem;
import io.renkei.api.PolicyDecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListPolicyTest {
    private static final LinkId LINK = LinkId.parse("db-13-prod");
    private static final String HEADER = "object,migrate,link,class,month_column,number_flag,columns\n";

    @TempDir
    private Path folder;

    private ListPolicy policy(String rows) throws IOException {
        Files.writeString(folder.resolve("tables.csv"), HEADER + rows);
        return new ListPolicy(folder);
    }

    @Test
    void whatIsNotOnTheListIsDeniedWithTheWayOut() throws IOException {
        ListPolicy policy = policy("public.c_claim,yes,yes,claim,processing_month,no,*\n");
        PolicyDecision decision = policy.check(LINK, "public.c_other", List.of());
        assertFalse(decision.allowed());
        assertEquals("P01", decision.rule());
        assertTrue(decision.reason().contains("tables.csv"), decision.reason());
        assertEquals(List.of(new AllowedItem("public.c_claim", List.of("*"))), policy.allowed(LINK));
    }

    @Test
    void aPersonalNumberIsDeniedWhateverTheListSays() throws IOException {
        ListPolicy policy = policy("public.l_recipient,yes,yes,ledger,,no,*\n");
        assertFalse(policy.check(LINK, "public.n_person_number", List.of()).allowed());
        assertFalse(policy.check(LINK, "public.l_recipient", List.of("name", "person_number_copy"))
                .allowed());
        assertTrue(policy.check(LINK, "public.l_recipient", List.of("name")).allowed());
    }

    @Test
    void anEmptyListAllowsNothingAndRefusesTheStart() throws IOException {
        ListPolicy policy = policy("");
        assertEquals("P11", policy.refuse(LINK, Half.CENTRE).orElseThrow().rule());
    }

    @Test
    void aMissingListAllowsNothingAndRefusesTheStart() {
        ListPolicy policy = new ListPolicy(folder);
        assertEquals(List.of(), policy.allowed(LINK));
        assertEquals("P10", policy.refuse(LINK, Half.SITE).orElseThrow().rule());
    }

    @Test
    void aRowThatWouldCarryPersonalNumbersRefusesTheStart() throws IOException {
        ListPolicy policy = policy("public.n_person_number,yes,yes,number,,yes,*\n");
        PolicyDecision refusal = policy.refuse(LINK, Half.CENTRE).orElseThrow();
        assertEquals("P10", refusal.rule());
        assertTrue(refusal.reason().contains("n_person_number"), refusal.reason());
    }
}
