-- Tables that are linked to the federation's server: the payment database at the centre and the federation's copy have them alike.
-- Portable types only. TIMESTAMP holds UTC, DECIMAL(p,0) yen, CHAR codes of fixed length.
CREATE SCHEMA payment;

CREATE TABLE payment.m_municipality (
    municipality_no CHAR(6) NOT NULL PRIMARY KEY,
    name_kanji VARCHAR(60) NOT NULL,
    name_kana VARCHAR(60) NOT NULL,
    prefecture_code CHAR(2) NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE);

CREATE TABLE payment.m_prefecture (
    prefecture_code CHAR(2) NOT NULL PRIMARY KEY,
    name_kanji VARCHAR(20) NOT NULL,
    name_romaji VARCHAR(20) NOT NULL,
    federation_name VARCHAR(60) NOT NULL);

CREATE TABLE payment.m_service_code (
    service_code CHAR(6) NOT NULL,
    valid_from DATE NOT NULL,
    service_kind CHAR(2) NOT NULL,
    name_kanji VARCHAR(100) NOT NULL,
    units DECIMAL(6,0) NOT NULL,
    valid_to DATE,
    PRIMARY KEY (service_code, valid_from));

-- unit_price: 1/1000 yen
CREATE TABLE payment.m_unit_price (
    area_class CHAR(2) NOT NULL,
    service_kind CHAR(2) NOT NULL,
    valid_from DATE NOT NULL,
    unit_price DECIMAL(5,0) NOT NULL,
    valid_to DATE,
    PRIMARY KEY (area_class, service_kind, valid_from));

CREATE TABLE payment.m_calendar (
    processing_month CHAR(6) NOT NULL,
    step_code CHAR(3) NOT NULL,
    planned_on DATE NOT NULL,
    PRIMARY KEY (processing_month, step_code));

CREATE TABLE payment.l_provider (
    provider_no CHAR(10) NOT NULL PRIMARY KEY,
    corporation_name VARCHAR(100) NOT NULL,
    office_name_kanji VARCHAR(100) NOT NULL,
    office_name_kana VARCHAR(100) NOT NULL,
    postal_code CHAR(7),
    address VARCHAR(200),
    phone VARCHAR(15),
    area_class CHAR(2) NOT NULL,
    designated_on DATE NOT NULL,
    ended_on DATE,
    updated_at TIMESTAMP NOT NULL);

CREATE TABLE payment.l_provider_service (
    provider_no CHAR(10) NOT NULL,
    service_kind CHAR(2) NOT NULL,
    effective_on DATE NOT NULL,
    capacity DECIMAL(4,0),
    addition_flags VARCHAR(64),
    ended_on DATE,
    PRIMARY KEY (provider_no, service_kind, effective_on));

CREATE TABLE payment.l_recipient (
    municipality_no CHAR(6) NOT NULL,
    recipient_no CHAR(10) NOT NULL,
    effective_on DATE NOT NULL,
    name_kanji VARCHAR(60) NOT NULL,
    name_kana VARCHAR(60) NOT NULL,
    birth_on DATE NOT NULL,
    sex_code CHAR(1) NOT NULL,
    support_level CHAR(2),
    user_ceiling DECIMAL(6,0) NOT NULL,
    ceiling_manager_no CHAR(10),
    ended_on DATE,
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (municipality_no, recipient_no, effective_on));

CREATE TABLE payment.l_recipient_decision (
    municipality_no CHAR(6) NOT NULL,
    recipient_no CHAR(10) NOT NULL,
    decided_service_code CHAR(6) NOT NULL,
    effective_on DATE NOT NULL,
    quantity DECIMAL(5,0) NOT NULL,
    period_from DATE NOT NULL,
    period_to DATE NOT NULL,
    PRIMARY KEY (municipality_no, recipient_no, decided_service_code, effective_on));

-- change_kind: 1 new, 2 change, 3 end
CREATE TABLE payment.l_recipient_change (
    change_id VARCHAR(20) NOT NULL PRIMARY KEY,
    municipality_no CHAR(6) NOT NULL,
    recipient_no CHAR(10) NOT NULL,
    form_id CHAR(4) NOT NULL,
    change_kind CHAR(1) NOT NULL,
    received_at TIMESTAMP NOT NULL,
    result_code CHAR(2));

-- state: ACCEPTING, FORM_ERROR, ACCEPTED
CREATE TABLE payment.c_receipt (
    arrival_no CHAR(19) NOT NULL PRIMARY KEY,
    provider_no CHAR(10) NOT NULL,
    processing_month CHAR(6) NOT NULL,
    form_id CHAR(4) NOT NULL,
    file_name VARCHAR(12) NOT NULL,
    record_count DECIMAL(9,0) NOT NULL,
    state VARCHAR(10) NOT NULL,
    received_at TIMESTAMP NOT NULL);

CREATE TABLE payment.c_bill (
    bill_id CHAR(20) NOT NULL PRIMARY KEY,
    arrival_no CHAR(19) NOT NULL REFERENCES payment.c_receipt,
    service_month CHAR(6) NOT NULL,
    municipality_no CHAR(6) NOT NULL,
    provider_no CHAR(10) NOT NULL,
    billed_amount DECIMAL(10,0) NOT NULL,
    claim_count DECIMAL(6,0) NOT NULL,
    total_units DECIMAL(9,0) NOT NULL,
    total_cost DECIMAL(10,0) NOT NULL,
    benefit_amount DECIMAL(10,0) NOT NULL,
    user_share DECIMAL(10,0) NOT NULL);

CREATE TABLE payment.c_claim (
    claim_id CHAR(20) NOT NULL PRIMARY KEY,
    bill_id CHAR(20) NOT NULL REFERENCES payment.c_bill,
    processing_month CHAR(6) NOT NULL,
    service_month CHAR(6) NOT NULL,
    municipality_no CHAR(6) NOT NULL,
    provider_no CHAR(10) NOT NULL,
    recipient_no CHAR(10) NOT NULL,
    area_class CHAR(2) NOT NULL,
    user_ceiling DECIMAL(6,0) NOT NULL,
    total_units DECIMAL(9,0) NOT NULL,
    total_cost DECIMAL(10,0) NOT NULL,
    user_share DECIMAL(6,0) NOT NULL,
    benefit_amount DECIMAL(10,0) NOT NULL,
    state VARCHAR(10) NOT NULL,
    is_other_prefecture CHAR(1) NOT NULL);

CREATE TABLE payment.c_claim_days (
    claim_id CHAR(20) NOT NULL REFERENCES payment.c_claim,
    service_kind CHAR(2) NOT NULL,
    start_on DATE NOT NULL,
    end_on DATE,
    days_used DECIMAL(2,0) NOT NULL,
    hospital_days DECIMAL(2,0),
    away_days DECIMAL(2,0),
    PRIMARY KEY (claim_id, service_kind));

-- no surrogate key: the key is composite
CREATE TABLE payment.c_claim_line (
    claim_id CHAR(20) NOT NULL REFERENCES payment.c_claim,
    line_no DECIMAL(3,0) NOT NULL,
    service_code CHAR(6) NOT NULL,
    units DECIMAL(6,0) NOT NULL,
    times DECIMAL(3,0) NOT NULL,
    service_units DECIMAL(9,0) NOT NULL,
    remark_kanji VARCHAR(100),
    PRIMARY KEY (claim_id, line_no));

CREATE TABLE payment.c_claim_summary (
    claim_id CHAR(20) NOT NULL REFERENCES payment.c_claim,
    service_kind CHAR(2) NOT NULL,
    class_no CHAR(1) NOT NULL,
    units DECIMAL(9,0) NOT NULL,
    unit_price DECIMAL(5,0) NOT NULL,
    rate DECIMAL(3,0) NOT NULL,
    total_cost DECIMAL(10,0) NOT NULL,
    user_share DECIMAL(6,0) NOT NULL,
    benefit_amount DECIMAL(10,0) NOT NULL,
    PRIMARY KEY (claim_id, service_kind, class_no));

CREATE TABLE payment.c_claim_contract (
    claim_id CHAR(20) NOT NULL REFERENCES payment.c_claim,
    slot_no DECIMAL(2,0) NOT NULL,
    decided_service_code CHAR(6) NOT NULL,
    quantity DECIMAL(5,0) NOT NULL,
    start_on DATE NOT NULL,
    end_on DATE,
    PRIMARY KEY (claim_id, slot_no));

CREATE TABLE payment.c_record (
    record_id CHAR(20) NOT NULL PRIMARY KEY,
    claim_id CHAR(20) NOT NULL REFERENCES payment.c_claim,
    form_kind CHAR(4) NOT NULL,
    total_hours DECIMAL(5,0) NOT NULL);

CREATE TABLE payment.c_record_day (
    record_id CHAR(20) NOT NULL REFERENCES payment.c_record,
    seq_no DECIMAL(3,0) NOT NULL,
    service_day CHAR(2) NOT NULL,
    content_code CHAR(6) NOT NULL,
    start_hm CHAR(4),
    end_hm CHAR(4),
    hours DECIMAL(4,0),
    PRIMARY KEY (record_id, seq_no));

-- severity: ERROR, WARN
CREATE TABLE payment.x_first_result (
    claim_id CHAR(20) NOT NULL REFERENCES payment.c_claim,
    result_no DECIMAL(3,0) NOT NULL,
    severity VARCHAR(5) NOT NULL,
    error_code CHAR(4) NOT NULL,
    message_kanji VARCHAR(100) NOT NULL,
    examined_at TIMESTAMP NOT NULL,
    PRIMARY KEY (claim_id, result_no));

-- decision: APPROVE, RETURN
CREATE TABLE payment.x_second_result (
    claim_id CHAR(20) NOT NULL PRIMARY KEY REFERENCES payment.c_claim,
    decision VARCHAR(7) NOT NULL,
    reason_code CHAR(4),
    decided_at TIMESTAMP NOT NULL);

CREATE TABLE payment.p_payment (
    processing_month CHAR(6) NOT NULL,
    provider_no CHAR(10) NOT NULL,
    municipality_no CHAR(6) NOT NULL,
    claim_count DECIMAL(6,0) NOT NULL,
    benefit_amount DECIMAL(10,0) NOT NULL,
    adjustment DECIMAL(10,0) NOT NULL,
    decided_amount DECIMAL(10,0) NOT NULL,
    paid_on DATE,
    PRIMARY KEY (processing_month, provider_no, municipality_no));

CREATE TABLE payment.p_adjustment (
    adjustment_id CHAR(20) NOT NULL PRIMARY KEY,
    original_claim_id CHAR(20) NOT NULL REFERENCES payment.c_claim,
    reason_code CHAR(4) NOT NULL,
    amount DECIMAL(10,0) NOT NULL,
    processing_month CHAR(6) NOT NULL);

CREATE TABLE payment.r_report (
    report_id CHAR(20) NOT NULL PRIMARY KEY,
    report_code CHAR(4) NOT NULL,
    processing_month CHAR(6) NOT NULL,
    addressee_kind CHAR(1) NOT NULL,
    addressee_no VARCHAR(10) NOT NULL,
    pages DECIMAL(6,0) NOT NULL,
    file_path VARCHAR(200) NOT NULL,
    created_at TIMESTAMP NOT NULL);

CREATE INDEX c_bill_arrival ON payment.c_bill (arrival_no);
CREATE INDEX c_claim_bill ON payment.c_claim (bill_id);
CREATE INDEX c_record_claim ON payment.c_record (claim_id);
CREATE INDEX p_adjustment_claim ON payment.p_adjustment (original_claim_id);
