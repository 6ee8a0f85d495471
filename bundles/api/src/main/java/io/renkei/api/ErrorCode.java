package io.renkei.api;

import java.util.Locale;

/**
 * Every fault that Renkei reports, by number; numbers are never reused. Cause and action in English and Japanese are in
 * {@code errors.properties} beside this class; {@code docs/errors.md} lists them.
 *
 * <p>Ranges: 1xxx line and nodes, 2xxx configuration, 3xxx databases, 4xxx journal, 5xxx policy and guards, 6xxx runtime
 * and routes, 7xxx shell and audit.
 */
public enum ErrorCode {
    LINE_DOWN(1001),
    FENCED(1002),
    PROTOCOL(1003),
    VERSION_UNSUPPORTED(1004),
    PEER_REFUSED(1005),
    CONTROL_FAILED(1006),
    INVITE_REFUSED(1007),

    CONFIG_SYNTAX(2001),
    CONFIG_UNKNOWN_KEY(2002),
    CONFIG_MISSING_KEY(2003),
    CONFIG_BAD_VALUE(2004),
    CONFIG_DUPLICATE(2005),
    CONFIG_SECRET_MISSING(2006),
    CONFIG_LIST(2007),
    CONFIG_CONFLICT(2008),
    CONFIG_UNREADABLE(2009),

    SOURCE_UNREACHABLE(3001),
    TARGET_UNREACHABLE(3002),
    SOURCE_NOT_PREPARED(3003),
    TARGET_NOT_PREPARED(3004),
    WRONG_DATABASE(3005),
    SLOT_LOST(3006),
    TARGET_NOT_EMPTY(3007),
    APPLY_FAILED(3008),
    CASE_NOT_HANDLED(3009),
    SCHEMA_DIFFERS(3010),
    ROW_MISSING(3011),
    POSITION_MISMATCH(3012),
    BASE_FAILED(3013),
    VERIFY_FAILED(3014),
    MOVE_REFUSED(3015),

    JOURNAL_FULL(4001),
    JOURNAL_WRITE(4002),
    JOURNAL_DAMAGED(4003),
    JOURNAL_GAP(4004),
    JOURNAL_IN_USE(4005),
    JOURNAL_KEY(4006),
    JOURNAL_READ(4007),

    POLICY_DENIED(5001),
    START_REFUSED(5002),
    WIDENING_PENDING(5003),
    SECOND_PERSON(5004),

    ROUTE_MISSING(6001),
    ROUTE_FAILED(6002),
    KIND_MISSING(6003),
    WAIT_TIMED_OUT(6004),
    LINK_NOT_RUNNING(6005),
    INTERNAL(6006),
    ROUTE_STOPPED(6007),
    PAUSE_FILE(6008),

    NO_SUCH_LINK(7001),
    NOT_ALLOWED(7002),
    CONFIRM_NEEDED(7003),
    AUDIT_WRITE(7004);

    private final int value;

    ErrorCode(int value) {
        this.value = value;
    }

    /** The form {@code RNK-nnnn}. */
    public String number() {
        return "RNK-" + value;
    }

    /** Why it happens, in the given language (English or Japanese). */
    public String cause(Locale locale) {
        return text("cause", locale);
    }

    /** What to do, and who, in the given language (English or Japanese). */
    public String action(Locale locale) {
        return text("action", locale);
    }

    /** Who must act on it; the action says what. */
    public Duty duty() {
        return switch (this) {
            case LINE_DOWN, SOURCE_UNREACHABLE, TARGET_UNREACHABLE, POSITION_MISMATCH, JOURNAL_READ -> Duty.NOBODY;
            case SOURCE_NOT_PREPARED, TARGET_NOT_PREPARED, APPLY_FAILED, SCHEMA_DIFFERS, ROW_MISSING -> Duty.DATABASE;
            case SLOT_LOST, TARGET_NOT_EMPTY, JOURNAL_GAP -> Duty.DATA_OWNER;
            case ROUTE_MISSING, ROUTE_FAILED, KIND_MISSING -> Duty.INTEGRATOR;
            case CASE_NOT_HANDLED, JOURNAL_DAMAGED, INTERNAL -> Duty.SUPPORT;
            default -> Duty.OPERATOR;
        };
    }

    private String text(String part, Locale locale) {
        return ApiTexts.text("errors", number() + "." + part, locale);
    }
}
