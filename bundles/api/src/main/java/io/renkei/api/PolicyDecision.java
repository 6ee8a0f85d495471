package io.renkei.api;

/**
 * The answer to "may this item go from here to there?".
 *
 * @param rule id of the rule that decided, for example {@code P03}
 * @param reason why, and the way out of a refusal; in English, no values
 */
public record PolicyDecision(boolean allowed, String rule, String reason) {}
