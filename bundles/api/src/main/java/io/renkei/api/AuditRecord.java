package io.renkei.api;

/**
 * One writing act, or the refusal of one. No values of rows, no secrets.
 *
 * @param who user, or {@code renkei} for what the program does by itself
 * @param from door and address, for example {@code ssh 127.0.0.1}
 * @param act verb, for example {@code pause}
 * @param subject what it was done to, for example a link id or a file
 * @param reason what the person gave as reason, or the rule of a refusal
 * @param before state or value before, or empty
 * @param after state or value after, or empty
 * @param result {@code done}, {@code refused} or {@code failed}
 */
public record AuditRecord(
        String who,
        String from,
        String act,
        String subject,
        String reason,
        String before,
        String after,
        String result) {}
