package io.renkei.api;

import org.jspecify.annotations.Nullable;

/** A fault that can heal by itself: tried again, for ever, with bounded back-off. */
public final class TransientLinkException extends LinkException {
    public TransientLinkException(LinkId link, ErrorCode code, String detail, @Nullable Throwable cause) {
        super(link, code, detail, cause);
    }

    public TransientLinkException(LinkId link, ErrorCode code, String detail) {
        this(link, code, detail, null);
    }
}
