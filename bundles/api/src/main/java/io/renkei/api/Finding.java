package io.renkei.api;

/**
 * One result of a check or preparation.
 *
 * @param ok nothing to do
 * @param subject what was looked at, for example {@code publication renkei_db_13_prod}
 * @param message what is missing or was done; no secrets
 * @param statement what a person can run to mend it (SQL, for example), or empty
 */
public record Finding(boolean ok, String subject, String message, String statement) {}
