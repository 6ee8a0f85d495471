package io.renkei.api;

import org.jspecify.annotations.Nullable;

/** A fault that only a person can mend: stops this link alone and says who must act. */
public final class PermanentLinkException extends LinkException {
    public PermanentLinkException(LinkId link, ErrorCode code, String detail, @Nullable Throwable cause) {
        super(link, code, detail, cause);
    }

    public PermanentLinkException(LinkId link, ErrorCode code, String detail) {
        this(link, code, detail, null);
    }
}
