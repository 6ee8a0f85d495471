-- Tables of the payment database that stay at the centre. Bank accounts, work tables, users and exchange never reach a federation.
CREATE TABLE payment.l_provider_account (
    provider_no CHAR(10) NOT NULL,
    effective_on DATE NOT NULL,
    bank_code CHAR(4) NOT NULL,
    branch_code CHAR(3) NOT NULL,
    account_kind CHAR(1) NOT NULL,
    account_no CHAR(7) NOT NULL,
    account_name_kana VARCHAR(60) NOT NULL,
    PRIMARY KEY (provider_no, effective_on));

-- changes a lot and must cause no traffic
CREATE TABLE payment.w_batch_work (
    id DECIMAL(12,0) NOT NULL PRIMARY KEY,
    anything VARCHAR(2000));

CREATE TABLE payment.s_user (
    user_id VARCHAR(32) NOT NULL PRIMARY KEY,
    organisation_kind CHAR(1) NOT NULL,
    organisation_no VARCHAR(10) NOT NULL,
    role VARCHAR(20) NOT NULL,
    expires_on DATE NOT NULL);

CREATE TABLE payment.s_session (
    user_id VARCHAR(32) NOT NULL PRIMARY KEY REFERENCES payment.s_user,
    organisation_kind CHAR(1) NOT NULL,
    organisation_no VARCHAR(10) NOT NULL,
    role VARCHAR(20) NOT NULL,
    expires_on DATE NOT NULL);

CREATE TABLE payment.e_parcel (
    exchange_id VARCHAR(40) NOT NULL PRIMARY KEY,
    type CHAR(3) NOT NULL,
    month CHAR(6) NOT NULL,
    from_pref CHAR(2) NOT NULL,
    to_pref CHAR(2) NOT NULL,
    seq DECIMAL(3,0) NOT NULL,
    manifest_sha256 CHAR(64) NOT NULL,
    state VARCHAR(15) NOT NULL,
    fence_no DECIMAL(18,0) NOT NULL);

CREATE TABLE payment.e_parcel_part (
    exchange_id VARCHAR(40) NOT NULL REFERENCES payment.e_parcel,
    part_no DECIMAL(3,0) NOT NULL,
    file_name VARCHAR(12) NOT NULL,
    content_bytes DECIMAL(12,0) NOT NULL,
    sha256 CHAR(64) NOT NULL,
    PRIMARY KEY (exchange_id, part_no));

CREATE TABLE payment.e_receipt (
    exchange_id VARCHAR(40) NOT NULL REFERENCES payment.e_parcel,
    level CHAR(1) NOT NULL,
    arrival_no CHAR(19) NOT NULL,
    signature VARCHAR(4000) NOT NULL,
    PRIMARY KEY (exchange_id, level));

CREATE TABLE payment.e_event (
    event_id DECIMAL(18,0) NOT NULL PRIMARY KEY,
    exchange_id VARCHAR(40) NOT NULL,
    state VARCHAR(15) NOT NULL,
    occurred_at TIMESTAMP NOT NULL,
    previous_sha256 CHAR(64) NOT NULL);
