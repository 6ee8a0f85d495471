package io.renkei.demo.internal.load;

import io.renkei.demo.internal.data.Catalogue;
import io.renkei.demo.internal.data.ClaimFactory;
import io.renkei.demo.internal.data.LedgerRows;
import io.renkei.demo.internal.data.PaymentTable;
import io.renkei.demo.internal.data.Rows;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** The things that happen in a payment database, each as one transaction that the caller commits. */
final class Changes {
    /** Far above the claims of the sample data. */
    private static final long FIRST_CLAIM = 1_000_000_000_000L;

    /** So many small bills stay, few enough that a demo of seconds deletes rows, too; then each that comes has one withdrawn. */
    private static final int KEPT_BILLS = 10;

    private static final List<String> STATES = List.of("EXAMINED", "DECIDED", "PAID", "ACCEPTED");
    private static final LocalDateTime BEGIN = LocalDateTime.of(2026, 11, 1, 0, 0);

    private final Catalogue catalogue;
    private final ClaimFactory claims;
    private final Random random;
    private final Deque<Bill> bills = new ArrayDeque<>();
    private long nextClaim = FIRST_CLAIM;
    private long steps;
    private int storms;
    private Bill widest;

    Changes(Catalogue catalogue, long seed) {
        this.catalogue = catalogue;
        this.claims = new ClaimFactory(catalogue, seed);
        this.random = new Random(seed + 1);
        this.widest = new Bill(1, catalogue.recipients());
    }

    /** One of the small ones. */
    void small(Work work) throws SQLException {
        int dice = random.nextInt(100);
        if (dice < 40 || bills.isEmpty()) {
            register(work);
        } else if (dice < 65) {
            if (bills.size() > KEPT_BILLS) {
                withdraw(work, bills.removeFirst());
            } else {
                register(work);
            }
        } else if (dice < 85) {
            correctLedger(work);
        } else {
            examine(work);
        }
        steps++;
    }

    /** Nobody knows whether the last transaction was committed: what it may have registered is not touched any more. */
    void unsure() {
        bills.pollLast();
    }

    private void register(Work work) throws SQLException {
        Bill bill = new Bill(nextClaim, 1 + random.nextInt(3));
        nextClaim += bill.claims();
        Rows rows = new Rows();
        claims.bill(rows, bill.firstClaim(), bill.claims(), ClaimFactory.NEWEST);
        work.insert(rows);
        bills.addLast(bill);
    }

    private void withdraw(Work work, Bill bill) throws SQLException {
        String first = bill.firstId();
        String last = bill.lastId();
        work.delete(
                PaymentTable.X_FIRST_RESULT,
                "DELETE FROM payment.x_first_result WHERE claim_id BETWEEN ? AND ?",
                first,
                last);
        work.delete(
                PaymentTable.C_RECORD_DAY,
                "DELETE FROM payment.c_record_day WHERE record_id BETWEEN ? AND ?",
                first,
                last);
        work.delete(PaymentTable.C_RECORD, "DELETE FROM payment.c_record WHERE record_id BETWEEN ? AND ?", first, last);
        work.delete(
                PaymentTable.C_CLAIM_CONTRACT,
                "DELETE FROM payment.c_claim_contract WHERE claim_id BETWEEN ? AND ?",
                first,
                last);
        work.delete(
                PaymentTable.C_CLAIM_SUMMARY,
                "DELETE FROM payment.c_claim_summary WHERE claim_id BETWEEN ? AND ?",
                first,
                last);
        work.delete(
                PaymentTable.C_CLAIM_LINE,
                "DELETE FROM payment.c_claim_line WHERE claim_id BETWEEN ? AND ?",
                first,
                last);
        work.delete(
                PaymentTable.C_CLAIM_DAYS,
                "DELETE FROM payment.c_claim_days WHERE claim_id BETWEEN ? AND ?",
                first,
                last);
        work.delete(PaymentTable.C_CLAIM, "DELETE FROM payment.c_claim WHERE claim_id BETWEEN ? AND ?", first, last);
        work.delete(PaymentTable.C_BILL, "DELETE FROM payment.c_bill WHERE bill_id = ?", first);
        work.delete(
                PaymentTable.C_RECEIPT,
                "DELETE FROM payment.c_receipt WHERE arrival_no = ?",
                ClaimFactory.arrivalNo(bill.firstClaim()));
    }

    private void correctLedger(Work work) throws SQLException {
        int recipient = random.nextInt(catalogue.recipients());
        LocalDateTime at = BEGIN.plusSeconds(steps);
        Rows rows = new Rows();
        LedgerRows.change(rows, catalogue, steps, recipient, at);
        work.insert(rows);
        work.update(
                PaymentTable.L_RECIPIENT,
                "UPDATE payment.l_recipient SET support_level = ?, user_ceiling = ?, updated_at = ?"
                        + " WHERE municipality_no = ? AND recipient_no = ? AND effective_on = ?",
                "2" + (1 + random.nextInt(6)),
                random.nextInt(2) * 4_600,
                at,
                catalogue.municipalityOf(recipient),
                Catalogue.recipientNo(recipient),
                Catalogue.SINCE);
        // the two that must never be seen at the federation
        work.update(
                PaymentTable.L_PROVIDER_ACCOUNT,
                "UPDATE payment.l_provider_account SET branch_code = ? WHERE provider_no = ?",
                Integer.toString(100 + random.nextInt(900)),
                catalogue.providerNo(random.nextInt(catalogue.providers())));
        work.update(
                PaymentTable.W_BATCH_WORK,
                "UPDATE payment.w_batch_work SET anything = ? WHERE id = 0",
                Long.toString(steps).repeat(100));
    }

    private void examine(Work work) throws SQLException {
        Bill bill = bills.getLast();
        LocalDateTime at = BEGIN.plusSeconds(steps);
        work.delete(
                PaymentTable.X_FIRST_RESULT, "DELETE FROM payment.x_first_result WHERE claim_id = ?", bill.firstId());
        Rows rows = new Rows();
        LedgerRows.firstResult(rows, bill.firstClaim(), at);
        work.insert(rows);
        work.update(
                PaymentTable.C_CLAIM,
                "UPDATE payment.c_claim SET state = ? WHERE claim_id BETWEEN ? AND ?",
                "EXAMINED",
                bill.firstId(),
                bill.lastId());
        work.update(
                PaymentTable.P_PAYMENT,
                "UPDATE payment.p_payment SET claim_count = claim_count + 1, decided_amount = decided_amount + ? WHERE"
                        + " provider_no = ?",
                100 + random.nextInt(100),
                catalogue.providerNo(random.nextInt(catalogue.providers())));
    }

    /** Begins a registration: its claims are added piece by piece with {@link #registerMore}. */
    Bill beginRegistration(int count) {
        Bill bill = new Bill(nextClaim, count);
        nextClaim += count;
        return bill;
    }

    /** Adds some of the claims of a registration, as a bill of their own. */
    void registerMore(Work work, long firstClaim, int count) throws SQLException {
        Rows rows = new Rows();
        claims.bill(rows, firstClaim, count, ClaimFactory.NEWEST);
        work.copy(rows);
    }

    /** The registration is committed: storms go over its claims from now on. */
    void registered(Bill bill) {
        widest = bill;
    }

    /** One column of many rows. */
    void storm(Work work, int count) throws SQLException {
        int room = Math.max(1, widest.claims() - count);
        long first = widest.firstClaim() + random.nextInt(room);
        storms++;
        work.update(
                PaymentTable.C_CLAIM,
                "UPDATE payment.c_claim SET state = ? WHERE claim_id BETWEEN ? AND ?",
                STATES.get(storms % STATES.size()),
                ClaimFactory.claimId(first),
                ClaimFactory.claimId(Math.min(first + count, widest.firstClaim() + widest.claims()) - 1));
    }

    /** One column of every day of every record: one transaction as large as a federation's month. */
    void sweep(Work work) throws SQLException {
        work.update(
                PaymentTable.C_RECORD_DAY, "UPDATE payment.c_record_day SET hours = mod(coalesce(hours, 0) + 1, 1000)");
    }
}
