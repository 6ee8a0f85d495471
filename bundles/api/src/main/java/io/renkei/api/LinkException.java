package io.renkei.api;

import org.jspecify.annotations.Nullable;

/**
 * A fault of one link. The type decides what happens (retry, stop, fence), the code informs; the message never holds
 * values of rows, names or secrets.
 */
public abstract sealed class LinkException extends RuntimeException
        permits TransientLinkException, PermanentLinkException, FencedException {
    private final LinkId link;
    private final ErrorCode code;
    private final String detail;

    LinkException(LinkId link, ErrorCode code, String detail, @Nullable Throwable cause) {
        super(link + ": " + code.number() + " " + code.name() + ": " + detail, cause);
        this.link = link;
        this.code = code;
        this.detail = detail;
    }

    /** The link it concerns. */
    public LinkId link() {
        return link;
    }

    /** What kind of fault. */
    public ErrorCode code() {
        return code;
    }

    /** The message without link and code. */
    public String detail() {
        return detail;
    }
}
