package io.renkei.demo.internal.data;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Tables of the payment database that the demo writes to; parents come before their children. */
public enum PaymentTable {
    M_PREFECTURE("prefecture_code name_kanji name_romaji federation_name"),
    M_MUNICIPALITY("municipality_no name_kanji name_kana prefecture_code valid_from valid_to"),
    M_SERVICE_CODE("service_code valid_from service_kind name_kanji units valid_to"),
    M_UNIT_PRICE("area_class service_kind valid_from unit_price valid_to"),
    M_CALENDAR("processing_month step_code planned_on"),
    L_PROVIDER("provider_no corporation_name office_name_kanji office_name_kana postal_code address phone area_class"
            + " designated_on ended_on updated_at"),
    L_PROVIDER_SERVICE("provider_no service_kind effective_on capacity addition_flags ended_on"),
    L_PROVIDER_ACCOUNT("provider_no effective_on bank_code branch_code account_kind account_no account_name_kana"),
    L_RECIPIENT("municipality_no recipient_no effective_on name_kanji name_kana birth_on sex_code support_level"
            + " user_ceiling ceiling_manager_no ended_on updated_at"),
    L_RECIPIENT_DECISION(
            "municipality_no recipient_no decided_service_code effective_on quantity period_from period_to"),
    L_RECIPIENT_CHANGE("change_id municipality_no recipient_no form_id change_kind received_at result_code"),
    C_RECEIPT("arrival_no provider_no processing_month form_id file_name record_count state received_at"),
    C_BILL(
            "bill_id arrival_no service_month municipality_no provider_no billed_amount claim_count total_units total_cost"
                    + " benefit_amount user_share"),
    C_CLAIM("claim_id bill_id processing_month service_month municipality_no provider_no recipient_no area_class"
            + " user_ceiling total_units total_cost user_share benefit_amount state is_other_prefecture"),
    C_CLAIM_DAYS("claim_id service_kind start_on end_on days_used hospital_days away_days"),
    C_CLAIM_LINE("claim_id line_no service_code units times service_units remark_kanji"),
    C_CLAIM_SUMMARY("claim_id service_kind class_no units unit_price rate total_cost user_share benefit_amount"),
    C_CLAIM_CONTRACT("claim_id slot_no decided_service_code quantity start_on end_on"),
    C_RECORD("record_id claim_id form_kind total_hours"),
    C_RECORD_DAY("record_id seq_no service_day content_code start_hm end_hm hours"),
    X_FIRST_RESULT("claim_id result_no severity error_code message_kanji examined_at"),
    X_SECOND_RESULT("claim_id decision reason_code decided_at"),
    P_PAYMENT(
            "processing_month provider_no municipality_no claim_count benefit_amount adjustment decided_amount paid_on"),
    P_ADJUSTMENT("adjustment_id original_claim_id reason_code amount processing_month"),
    R_REPORT("report_id report_code processing_month addressee_kind addressee_no pages file_path created_at"),
    W_BATCH_WORK("id anything"),
    S_USER("user_id organisation_kind organisation_no role expires_on");

    private final String columns;

    PaymentTable(String columns) {
        this.columns = columns;
    }

    /** Schema and name, as in the table list. */
    public String qualified() {
        return "payment." + name().toLowerCase(Locale.ROOT);
    }

    /** Columns in the order in which rows are given. */
    List<String> columns() {
        return List.of(columns.split(" ", -1));
    }

    String copySql() {
        return String.format(Locale.ROOT, "COPY %s (%s) FROM STDIN", qualified(), String.join(", ", columns()));
    }

    String insertSql() {
        String marks = String.join(", ", Collections.nCopies(columns().size(), "?"));
        return String.format(
                Locale.ROOT, "INSERT INTO %s (%s) VALUES (%s)", qualified(), String.join(", ", columns()), marks);
    }
}
