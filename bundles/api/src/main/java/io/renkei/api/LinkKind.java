package io.renkei.api;

import java.util.List;
import java.util.Optional;

/**
 * A kind of link (db, file, print ...): a service that the runtime finds. Its routes use the steps
 * {@code renkei-NAME:capture} and {@code renkei-NAME:apply}.
 */
public interface LinkKind {
    /** First part of its link ids, 2..10 lower-case letters. */
    String name();

    KindTraits traits();

    /** The keys it understands in a federation's configuration file, for both halves. */
    List<SettingKey> keys();

    /**
     * What is wrong with settings that are right key by key; empty: nothing. Asks nobody outside the process.
     */
    List<String> faults(Half half, Settings settings);

    /** The source end; not connected yet. */
    CaptureSource source(LinkContext context);

    /** The target end; not connected yet. */
    ApplyTarget target(LinkContext context);

    /**
     * Reads the payload a REFERENCE frame stands for, when it is sent.
     *
     * @throws UnsupportedOperationException if the kind's traits say that it has none
     */
    default FrameSource payload(LinkContext context, Frame reference) {
        throw new UnsupportedOperationException(name() + " has no payload by reference");
    }

    /**
     * Looks at, and with {@code apply} makes, what this half needs outside Renkei (roles, publications, folders).
     */
    List<Finding> prepare(LinkContext context, boolean apply);

    /**
     * Compares source and target at one position, behind the link.
     *
     * @throws LinkException if they can't be compared now
     */
    VerifyReport verify(LinkContext context);

    /** Moves the target of a link, given the centre's half; empty: targets of this kind can't be moved. */
    default Optional<Mover> mover(LinkContext context) {
        return Optional.empty();
    }

    /**
     * Looks at, and with {@code apply} makes, an account that may read what the link brings to its target, and nothing else;
     * given the site's half.
     *
     * @throws IllegalArgumentException if the name can't be one
     * @throws PermanentLinkException {@link ErrorCode#CASE_NOT_HANDLED} if targets of this kind have no accounts
     */
    default List<Finding> reader(LinkContext context, ReaderAccount account, boolean apply) {
        throw new PermanentLinkException(
                context.id(), ErrorCode.CASE_NOT_HANDLED, "targets of " + name() + " links have no accounts");
    }

    /** One line in the kind's own terms for people, for example {@code 0/5A3F1C88} for a commit LSN. */
    default String describe(Position position) {
        return position.toString();
    }
}
