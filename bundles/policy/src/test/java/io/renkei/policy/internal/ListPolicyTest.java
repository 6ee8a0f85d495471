package io.renkei.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.AuditRecord;
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
    private static final String CLAIM = "public.c_claim,yes,yes,claim,processing_month,no,*\n";

    @TempDir
    private Path folder;

    private final Trail trail = new Trail();
    private long nowNs;

    private ListPolicy policy(String rows) throws IOException {
        write(rows);
        return new ListPolicy(folder, null, trail, () -> nowNs);
    }

    private void write(String rows) throws IOException {
        Files.writeString(folder.resolve("tables.csv"), HEADER + rows);
        nowNs += 1_000_000_000L;
    }

    @Test
    void whatIsNotOnTheListIsDeniedWithTheWayOut() throws IOException {
        ListPolicy policy = policy(CLAIM);
        PolicyDecision decision = policy.check(LINK, "public.c_other", List.of());
        assertFalse(decision.allowed());
        assertEquals("P01", decision.rule());
        assertTrue(decision.reason().contains("tables.csv"), decision.reason());
        assertEquals(List.of(new AllowedItem("public.c_claim", List.of("*"))), policy.allowed(LINK));
        assertEquals(List.of(), policy.refuse(LINK, Half.CENTRE).stream().toList());
    }

    @Test
    void aPersonalNumberIsDeniedWhateverTheListSays() throws IOException {
        ListPolicy policy = policy("public.l_recipient,yes,yes,ledger,,no,*\n");
        assertEquals(
                "P02", policy.check(LINK, "public.n_person_number", List.of()).rule());
        assertEquals(
                "P03",
                policy.check(LINK, "public.l_recipient", List.of("name", "person_number_copy"))
                        .rule());
        assertTrue(policy.check(LINK, "public.l_recipient", List.of("name")).allowed());
    }

    @Test
    void anEmptyListAllowsNothingAndRefusesTheStart() throws IOException {
        ListPolicy policy = policy("");
        assertEquals(
                new PolicyDecision(
                        false,
                        "P11",
                        "the list allows nothing on this link; add rows with link = yes to " + folder + "/tables.csv"),
                policy.refuse(LINK, Half.CENTRE).orElseThrow());
        assertEquals(List.of(), policy.allowed(LINK));
    }

    @Test
    void aMissingListAllowsNothingAndRefusesTheStart() {
        ListPolicy policy = new ListPolicy(folder, null, trail, () -> nowNs);
        assertEquals(List.of(), policy.allowed(LINK));
        assertFalse(policy.check(LINK, "public.c_claim", List.of()).allowed());
        assertEquals("P10", policy.refuse(LINK, Half.SITE).orElseThrow().rule());
    }

    @Test
    void aRowThatWouldCarryPersonalNumbersRefusesTheStart() throws IOException {
        ListPolicy policy = policy("public.n_person_number,yes,yes,number,,yes,*\n");
        PolicyDecision refusal = policy.refuse(LINK, Half.CENTRE).orElseThrow();
        assertEquals("P10", refusal.rule());
        assertTrue(refusal.reason().contains("n_person_number"), refusal.reason());
    }

    @Test
    void aFederationsListDeniesWhatTheCommonOneIncludes() throws IOException {
        Files.writeString(folder.resolve("tables-13.csv"), HEADER + "public.c_claim,yes,no,claim,,no,*\n");
        ListPolicy policy = policy(CLAIM);
        assertEquals("P04", policy.check(LINK, "public.c_claim", List.of()).rule());
        assertTrue(policy.check(LinkId.parse("db-31-prod"), "public.c_claim", List.of())
                .allowed());
    }

    @Test
    void aListIsReadAgainAfterASecondAndAFaultyOneKeepsWhatWasGood() throws IOException {
        ListPolicy policy = policy(CLAIM);
        assertTrue(policy.check(LINK, "public.c_claim", List.of()).allowed());
        Files.writeString(folder.resolve("tables.csv"), HEADER + "public.c_bill,yes,yes,claim,,no,*\n");
        assertFalse(policy.check(LINK, "public.c_bill", List.of()).allowed());
        nowNs += 1_000_000_000L;
        assertTrue(policy.check(LINK, "public.c_bill", List.of()).allowed());
        assertFalse(policy.check(LINK, "public.c_claim", List.of()).allowed());

        write("public.c_record,yes,yes,clam,,no,*\n");
        assertEquals(List.of(new AllowedItem("public.c_bill", List.of("*"))), policy.allowed(LINK));
        assertTrue(policy.refuse(LINK, Half.CENTRE)
                .orElseThrow()
                .reason()
                .contains("tables.csv:2: RNK-2007 class 'clam'"));
        assertTrue(policy.refuse(LINK, Half.CENTRE).isPresent());

        write(CLAIM);
        assertTrue(policy.refuse(LINK, Half.CENTRE).isEmpty());
    }

    @Test
    void aProtectionActsAtOnceEvenIfItMakesTheListFaulty() throws IOException {
        ListPolicy policy = policy(CLAIM + "public.l_recipient,yes,yes,ledger,,no,*\n");
        assertTrue(policy.check(LINK, "public.l_recipient", List.of()).allowed());
        write(CLAIM + "public.l_recipient,yes,yes,ledger,,yes,*\n");
        PolicyDecision decision = policy.check(LINK, "public.l_recipient", List.of());
        assertFalse(decision.allowed());
        assertTrue(decision.reason().contains("tables.csv:3: RNK-5001 P06: "), decision.reason());
        assertEquals(List.of(new AllowedItem("public.c_claim", List.of("*"))), policy.allowed(LINK));
    }

    @Test
    void eachRefusalIsAuditedOnceWithItsRuleAndTheWayOut() throws IOException {
        ListPolicy policy = policy(CLAIM);
        for (int i = 0; i < 3; i++) {
            assertFalse(policy.check(LINK, "public.c_other", List.of()).allowed());
            assertTrue(policy.check(LINK, "public.c_claim", List.of("id")).allowed());
        }
        assertEquals(
                List.of(new AuditRecord(
                        "renkei",
                        "policy",
                        "carry",
                        "db-13-prod public.c_other",
                        "P01: not on the list; to carry it add a row with link = yes to " + folder + "/tables.csv",
                        "",
                        "",
                        "refused")),
                trail.records);
        write("");
        assertTrue(policy.refuse(LINK, Half.SITE).isPresent());
        assertTrue(policy.refuse(LINK, Half.SITE).isPresent());
        assertEquals(2, trail.records.size());
        assertEquals("db-13-prod site", trail.records.get(1).subject());
        assertTrue(trail.records.get(1).reason().startsWith("P11: "));
    }

    @Test
    void aRefusalStandsAlsoIfItCannotBeAuditedAndIsWrittenLater() throws IOException {
        ListPolicy policy = policy(CLAIM);
        trail.full = true;
        assertFalse(policy.check(LINK, "public.c_other", List.of()).allowed());
        trail.full = false;
        assertFalse(policy.check(LINK, "public.c_other", List.of()).allowed());
        assertEquals(1, trail.records.size());
    }
}
