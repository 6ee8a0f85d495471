package io.renkei.policy.internal;

import io.renkei.api.Actor;
import io.renkei.api.Audit;
import io.renkei.api.AuditRecord;
import io.renkei.api.ErrorCode;
import io.renkei.api.LinkId;
import io.renkei.api.PendingWidening;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Policy.AllowedItem;
import io.renkei.config.ActivatedItems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back what an edit of the lists would newly let leave on production, until a second person activates it. The first
 * list of a link is taken as it is. Whoever owns a list is taken for its author; who was one stays one until the edit is
 * activated or taken back, also if the file changes hands.
 */
final class Approvals {
    private static final Logger LOG = LoggerFactory.getLogger(Approvals.class);
    private static final String ACT = "config-activate";

    private final Path folder;
    private final Audit audit;
    private final Map<LinkId, PendingWidening> waiting = new ConcurrentHashMap<>();

    /**
     * @param folder where {@link ActivatedItems} are kept
     */
    Approvals(Path folder, Audit audit) {
        this.folder = folder;
        this.audit = audit;
    }

    /**
     * What is in force of a list.
     *
     * @param list what it allows
     * @param files that it was read from
     * @throws IOException if it can't be known or kept what was activated: nothing may leave then
     */
    synchronized List<AllowedItem> inForce(LinkId link, List<AllowedItem> list, List<Path> files) throws IOException {
        Optional<ActivatedItems> kept = ActivatedItems.read(folder, link);
        if (kept.isEmpty()) {
            return first(link, list);
        }
        ActivatedItems.Comparison comparison = kept.get().compare(list);
        Set<String> authors = new TreeSet<>();
        PendingWidening before = waiting.get(link);
        if (comparison.wider().isEmpty()) {
            if (waiting.remove(link) != null) {
                LOG.info("{} no edit of its lists waits any more", link);
            }
        } else {
            authors.addAll(kept.get().authors());
            if (before == null || !before.wider().equals(comparison.wider())) {
                authors.addAll(owners(files));
            }
            wait(new PendingWidening(link, comparison.wider(), authors));
        }
        ActivatedItems now = new ActivatedItems(comparison.inForce(), authors);
        if (!now.equals(kept.get())) {
            now.write(folder, link);
        }
        return comparison.inForce();
    }

    /** A link that never had a list; an empty one is none yet. */
    private List<AllowedItem> first(LinkId link, List<AllowedItem> list) throws IOException {
        if (!list.isEmpty()) {
            audit.write(new AuditRecord(
                    "renkei", "policy", ACT, link.toString(), "first list of the link", "", count(list), "done"));
            new ActivatedItems(list, Set.of()).write(folder, link);
        }
        return list;
    }

    private void wait(PendingWidening pending) {
        if (!pending.equals(waiting.put(pending.link(), pending))) {
            LOG.warn(
                    "{} {} an edit of the lists by {} would let more leave: {}; another administrator activates it with"
                            + " renkei:config-activate {}",
                    pending.link(),
                    ErrorCode.WIDENING_PENDING.number(),
                    pending.by(),
                    pending.what(),
                    pending.link());
        }
    }

    private static Set<String> owners(List<Path> files) throws IOException {
        Set<String> owners = new TreeSet<>();
        for (Path file : files) {
            if (Files.exists(file)) {
                owners.add(Files.getOwner(file).getName());
            }
        }
        return owners;
    }

    Optional<PendingWidening> pending(LinkId link) {
        return Optional.ofNullable(waiting.get(link));
    }

    /** See {@link io.renkei.api.Activations#activate}. */
    synchronized void activate(PendingWidening seen, Actor actor) {
        LinkId link = seen.link();
        PendingWidening now = waiting.get(link);
        if (now == null || !now.wider().equals(seen.wider())) {
            throw new PermanentLinkException(
                    link, ErrorCode.WIDENING_PENDING, "what waits has changed meanwhile; look at it again");
        }
        if (now.authors().contains(actor.who())) {
            audit.write(record(actor, now, "refused"));
            throw new PermanentLinkException(
                    link,
                    ErrorCode.SECOND_PERSON,
                    "the edit is by " + now.by() + "; " + actor.who() + " can't activate it");
        }
        audit.write(record(actor, now, "done"));
        try {
            // the list itself allows the rest; more than now waits is not in it
            ActivatedItems kept = ActivatedItems.read(folder, link).orElseThrow(() -> new IOException("it is gone"));
            kept.with(now.wider()).write(folder, link);
        } catch (IOException e) {
            audit.write(record(actor, now, "failed"));
            throw new UncheckedIOException("what is activated on " + link + " can't be kept in " + folder, e);
        }
        waiting.remove(link);
        LOG.info("{} {} has activated: {}", link, actor.who(), now.what());
    }

    private static AuditRecord record(Actor actor, PendingWidening pending, String result) {
        return new AuditRecord(
                actor.who(),
                actor.from(),
                ACT,
                pending.link().toString(),
                actor.reason(),
                "edited by " + pending.by(),
                pending.what(),
                result);
    }

    private static String count(List<AllowedItem> items) {
        return items.size() + " items";
    }
}
