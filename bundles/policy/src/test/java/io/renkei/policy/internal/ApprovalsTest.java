package io.renkei.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.renkei.api.Actor;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.PendingWidening;
import io.renkei.api.Policy.AllowedItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people for what lets more leave on production; one is enough to hold something back. */
class ApprovalsTest {
    private static final LinkId PROD = LinkId.parse("db-13-prod");
    private static final LinkId TEST = LinkId.parse("db-13-test");
    private static final String HEADER = "object,migrate,link,class,month_column,number_flag,columns\n";
    private static final String CLAIM = "public.c_claim,yes,yes,claim,processing_month,no,*\n";
    private static final String BILL = "public.c_bill,yes,yes,claim,,no,id amount\n";
    private static final String BILL_WIDER = "public.c_bill,yes,yes,claim,,no,id amount note\n";
    private static final String BILL_WHOLE = "public.c_bill,yes,yes,claim,,no,*\n";
    private static final AllowedItem WHOLE_CLAIM = new AllowedItem("public.c_claim", List.of("*"));
    private static final AllowedItem BILL_ITEM = new AllowedItem("public.c_bill", List.of("id", "amount"));

    @TempDir
    private Path home;

    private final Trail trail = new Trail();
    private long nowNs;
    private ListPolicy policy;
    private String author;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(home.resolve("lists"));
        edit(CLAIM + BILL);
        author = Files.getOwner(home.resolve("lists/tables.csv")).getName();
        restart();
        assertEquals(List.of(WHOLE_CLAIM, BILL_ITEM), policy.allowed(PROD));
    }

    private void restart() {
        policy = new ListPolicy(
                home.resolve("lists"), new Approvals(home.resolve("activated"), trail), trail, () -> nowNs);
    }

    private void edit(String rows) throws IOException {
        edit("tables.csv", rows);
    }

    private void edit(String file, String rows) throws IOException {
        Files.writeString(home.resolve("lists").resolve(file), HEADER + rows);
        nowNs += 1_000_000_000L;
    }

    private static Actor other() {
        return new Actor("tanaka", "shell", "ticket 4711");
    }

    @Test
    void theFirstListOfALinkIsTakenAndItIsAudited() {
        assertTrue(policy.pending(PROD).isEmpty());
        assertEquals(1, trail.records.size());
        assertEquals("config-activate", trail.records.get(0).act());
        assertEquals("2 items", trail.records.get(0).after());
    }

    @Test
    void anEmptyListIsNoFirstListSoThatANewLinkCanBeSetUp() throws IOException {
        LinkId fresh = LinkId.parse("db-31-prod");
        edit("");
        assertTrue(policy.refuse(fresh, Half.CENTRE).isPresent());
        edit(CLAIM);
        assertTrue(policy.refuse(fresh, Half.CENTRE).isEmpty());
        assertEquals(List.of(WHOLE_CLAIM), policy.allowed(fresh));
    }

    @Test
    void anItemMoreWaitsOnProductionAndGoesOnTest() throws IOException {
        policy.allowed(TEST);
        edit(CLAIM + BILL + "public.c_record,yes,yes,claim,,no,*\n");
        assertEquals(List.of(WHOLE_CLAIM, BILL_ITEM), policy.allowed(PROD));
        assertEquals("P12", policy.check(PROD, "public.c_record", List.of("id")).rule());
        assertTrue(policy.check(TEST, "public.c_record", List.of("id")).allowed());
        assertTrue(policy.pending(TEST).isEmpty());
        PendingWidening pending = policy.pending(PROD).orElseThrow();
        assertEquals("public.c_record *", pending.what());
        assertEquals(Set.of(author), pending.authors());
    }

    @Test
    void aColumnMoreWaitsAndTheOthersGoOn() throws IOException {
        edit(CLAIM + BILL_WIDER);
        assertTrue(policy.check(PROD, "public.c_bill", List.of("id", "amount")).allowed());
        assertEquals(
                "P12",
                policy.check(PROD, "public.c_bill", List.of("id", "note")).rule());
        assertEquals("public.c_bill note", policy.pending(PROD).orElseThrow().what());
        edit(CLAIM + BILL_WHOLE);
        assertEquals(List.of(WHOLE_CLAIM, BILL_ITEM), policy.allowed(PROD));
        assertEquals("public.c_bill *", policy.pending(PROD).orElseThrow().what());
    }

    @Test
    void takingAwayActsAtOnceAndGivingBackWaits() throws IOException {
        edit(BILL);
        assertEquals(List.of(BILL_ITEM), policy.allowed(PROD));
        assertTrue(policy.pending(PROD).isEmpty());
        edit(CLAIM + BILL);
        assertEquals(List.of(BILL_ITEM), policy.allowed(PROD));
        assertEquals("public.c_claim *", policy.pending(PROD).orElseThrow().what());
    }

    @Test
    void aDenyOfOneFederationThatIsTakenBackWaits() throws IOException {
        edit("tables-13.csv", "public.c_bill,yes,no,claim,,no,*\n");
        assertEquals(List.of(WHOLE_CLAIM), policy.allowed(PROD));
        edit("tables-13.csv", "");
        assertEquals(List.of(WHOLE_CLAIM), policy.allowed(PROD));
        assertEquals(
                "public.c_bill id amount", policy.pending(PROD).orElseThrow().what());
    }

    @Test
    void theAuthorIsRefusedAndAnotherPersonActivatesForGood() throws IOException {
        edit(CLAIM + BILL_WIDER);
        PendingWidening pending = policy.pending(PROD).orElseThrow();
        LinkException own = assertThrows(
                LinkException.class, () -> policy.activate(pending, new Actor(author, "shell", "it is urgent")));
        assertEquals(ErrorCode.SECOND_PERSON, own.code());
        assertEquals("refused", trail.records.get(trail.records.size() - 1).result());
        assertFalse(policy.check(PROD, "public.c_bill", List.of("note")).allowed());

        policy.activate(pending, other());
        assertEquals("done", trail.records.get(trail.records.size() - 1).result());
        assertEquals(
                "public.c_bill note",
                trail.records.get(trail.records.size() - 1).after());
        restart();
        assertTrue(policy.check(PROD, "public.c_bill", List.of("note")).allowed());
        assertTrue(policy.pending(PROD).isEmpty());
        edit(CLAIM + BILL);
        assertTrue(policy.pending(PROD).isEmpty());
    }

    @Test
    void whatNobodyHasSeenIsNotActivated() throws IOException {
        edit(CLAIM + BILL_WIDER);
        PendingWidening seen = policy.pending(PROD).orElseThrow();
        edit(CLAIM + BILL_WHOLE);
        LinkException changed = assertThrows(LinkException.class, () -> policy.activate(seen, other()));
        assertEquals(ErrorCode.WIDENING_PENDING, changed.code());
        assertEquals("public.c_bill *", policy.pending(PROD).orElseThrow().what());
    }

    @Test
    void anEditWaitsOverARestartWithItsAuthor() throws IOException {
        edit(CLAIM + BILL_WIDER);
        policy.pending(PROD).orElseThrow();
        Path kept = home.resolve("activated/db-13-prod.items");
        // as if another account had written it, and the file had changed hands since
        Files.writeString(kept, Files.readString(kept).replace("author\t" + author, "author\tsato"));
        restart();
        PendingWidening pending = policy.pending(PROD).orElseThrow();
        assertEquals(Set.of(author, "sato"), pending.authors());
        assertEquals(
                ErrorCode.SECOND_PERSON,
                assertThrows(LinkException.class, () -> policy.activate(pending, new Actor("sato", "shell", "mine")))
                        .code());
    }

    @Test
    void nothingLeavesIfWhatIsActivatedCannotBeKnown() throws IOException {
        Files.writeString(home.resolve("activated/db-13-prod.items"), "renkei activated 1\nitem\tpublic.c_claim\n");
        restart();
        assertEquals(List.of(), policy.allowed(PROD));
        assertEquals("P10", policy.refuse(PROD, Half.CENTRE).orElseThrow().rule());
        assertFalse(policy.check(PROD, "public.c_claim", List.of()).allowed());
    }

    @Test
    void nothingIsActivatedThatCannotBeAudited() throws IOException {
        edit(CLAIM + BILL_WIDER);
        PendingWidening pending = policy.pending(PROD).orElseThrow();
        trail.full = true;
        assertThrows(java.io.UncheckedIOException.class, () -> policy.activate(pending, other()));
        trail.full = false;
        restart();
        assertEquals("public.c_bill note", policy.pending(PROD).orElseThrow().what());
    }
}
