package io.renkei.api;

import java.util.Locale;

/** Who must act on a fault; see {@link ErrorCode#duty()}. */
public enum Duty {
    /** Heals by itself; tried again for ever. */
    NOBODY,
    /** Whoever runs this node. */
    OPERATOR,
    /** The administrator of the source or target database. */
    DATABASE,
    /** The owner of the data: a decision that no technician can take. */
    DATA_OWNER,
    /** Whoever writes and deploys route bundles. */
    INTEGRATOR,
    /** Renkei's own support. */
    SUPPORT;

    /** The name of the role, in the given language (English or Japanese). */
    public String label(Locale locale) {
        return ApiTexts.text("words", "duty." + name(), locale);
    }
}
