package io.renkei.policy.internal;

import io.renkei.api.Activations;
import io.renkei.api.Actor;
import io.renkei.api.Audit;
import io.renkei.api.AuditRecord;
import io.renkei.api.ConfigFault;
import io.renkei.api.Environment;
import io.renkei.api.ErrorCode;
import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.PendingWidening;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Policy;
import io.renkei.api.PolicyDecision;
import io.renkei.api.StartGuard;
import io.renkei.config.ActivatedItems;
import io.renkei.config.ItemList;
import io.renkei.config.ItemLists;
import io.renkei.config.ListedItem;
import io.renkei.config.NodeSettings;
import io.renkei.config.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by the node's lists (see {@link ItemList} for the rules). The lists are read again at most every second, and only
 * when somebody asks; a list that has become faulty keeps its last good content and stops new starts; but what it would
 * newly protect (an item marked as holding personal numbers while link is still yes) is refused from then on.
 *
 * <p>On production of a node that sends, what an edit would newly let leave waits for a second person, see {@link
 * Approvals}.
 *
 * <p>Every refusal goes into the audit trail, the same one once: a route asks again for each batch.
 */
public final class ListPolicy implements Policy, StartGuard, Activations {
    private static final Logger LOG = LoggerFactory.getLogger(ListPolicy.class);
    private static final long FRESH_NS = Duration.ofSeconds(1).toNanos();
    private static final ItemList NOTHING = new ItemList(Path.of("etc", "lists"), List.of());

    /** Refusals that are remembered as written; then all are forgotten, and written again. */
    private static final int TOLD_MAX = 10_000;

    /**
     * @param list the last good one
     * @param inForce what of it is activated
     * @param fault why the newest can't be used, or null
     * @param denied items that the newest protects, with the refusal
     */
    private record Held(
            ItemList list,
            List<AllowedItem> inForce,
            @Nullable String fault,
            Map<String, PolicyDecision> denied,
            long readAtNs) {
        PolicyDecision check(LinkId link, String item, List<String> parts) {
            PolicyDecision newest = denied.get(item);
            if (newest != null) {
                return newest;
            }
            PolicyDecision decision = list.check(item, parts);
            return decision.allowed() && !activated(item, parts)
                    ? new PolicyDecision(
                            false,
                            "P12",
                            "the list allows it, and it waits for a second person: renkei:config-activate " + link)
                    : decision;
        }

        private boolean activated(String item, List<String> parts) {
            return inForce.stream()
                    .filter(allowed -> allowed.item().equals(item))
                    .anyMatch(allowed -> allowed.parts().contains(ListedItem.ALL)
                            || allowed.parts().containsAll(parts));
        }

        List<AllowedItem> allowed() {
            return inForce.stream()
                    .filter(item -> !denied.containsKey(item.item()))
                    .toList();
        }
    }

    private final ItemLists lists;
    private final @Nullable Approvals approvals;
    private final Audit audit;
    private final LongSupplier clockNs;
    private final Map<LinkId, Held> held = new ConcurrentHashMap<>();
    private final Set<AuditRecord> told = ConcurrentHashMap.newKeySet();

    /**
     * @param folder of the lists
     * @param approvals null: every edit acts at once
     */
    ListPolicy(Path folder, @Nullable Approvals approvals, Audit audit, LongSupplier clockNs) {
        this.approvals = approvals;
        this.lists = new ItemLists(folder);
        this.audit = audit;
        this.clockNs = clockNs;
    }

    /**
     * The policy of a node.
     *
     * @param etc folder of its configuration
     */
    public static ListPolicy ofNode(String etc, Audit audit) {
        Path path = Path.of(etc);
        NodeSettings node = NodeSettings.read(path).value().orElseGet(() -> NodeSettings.defaults(path));
        // what leaves is decided where it is sent; the list of a site can only hold back
        Approvals approvals =
                node.role().halves().contains(Half.CENTRE) ? new Approvals(ActivatedItems.folder(path), audit) : null;
        return new ListPolicy(node.lists(), approvals, audit, System::nanoTime);
    }

    @Override
    public PolicyDecision check(LinkId link, String item, List<String> parts) {
        PolicyDecision decision = held(link).check(link, item, parts);
        if (!decision.allowed()) {
            write("carry", link + " " + item, decision);
        }
        return decision;
    }

    @Override
    public List<AllowedItem> allowed(LinkId link) {
        return held(link).allowed();
    }

    @Override
    public Optional<PolicyDecision> refuse(LinkId link, Half half) {
        Optional<PolicyDecision> refusal = refusal(link);
        refusal.ifPresent(decision -> write("start", link + " " + half, decision));
        return refusal;
    }

    private void write(String act, String subject, PolicyDecision refusal) {
        AuditRecord record = new AuditRecord(
                "renkei", "policy", act, subject, refusal.rule() + ": " + refusal.reason(), "", "", "refused");
        if (told.size() >= TOLD_MAX) {
            told.clear();
        }
        if (told.add(record)) {
            try {
                audit.write(record);
            } catch (UncheckedIOException e) {
                // refused it is all the same; the next question tries to write it again
                told.remove(record);
                LOG.error("{} was refused by {}, which could not be audited", subject, refusal.rule(), e);
            }
        }
    }

    private Optional<PolicyDecision> refusal(LinkId link) {
        Held now = held(link);
        if (now.fault() != null) {
            return Optional.of(new PolicyDecision(false, "P10", now.fault()));
        }
        if (now.allowed().isEmpty()) {
            return Optional.of(new PolicyDecision(
                    false,
                    "P11",
                    "the list allows nothing on this link; add rows with link = yes to " + lists.common(link.kind())));
        }
        return Optional.empty();
    }

    @Override
    public Optional<PendingWidening> pending(LinkId link) {
        if (approvals == null || link.environment() != Environment.PROD) {
            return Optional.empty();
        }
        held(link);
        return approvals.pending(link);
    }

    @Override
    public void activate(PendingWidening seen, Actor actor) {
        if (approvals == null) {
            throw new PermanentLinkException(
                    seen.link(), ErrorCode.WIDENING_PENDING, "nothing waits on this node: every edit acts at once");
        }
        held.remove(seen.link());
        held(seen.link());
        approvals.activate(seen, actor);
        held.remove(seen.link());
    }

    private Held held(LinkId link) {
        Held before = held.get(link);
        if (before != null && clockNs.getAsLong() - before.readAtNs() < FRESH_NS) {
            return before;
        }
        Held now = read(link, before);
        held.put(link, now);
        return now;
    }

    private Held read(LinkId link, @Nullable Held before) {
        Reading<ItemList> reading = lists.read(link.kind(), link.federation());
        if (reading.value().isPresent()) {
            return activated(link, reading.value().get());
        }
        String fault = reading.faults().get(0).toString();
        if (before == null || !fault.equals(before.fault())) {
            LOG.error("{} the lists are faulty: {}", link, reading.faults());
        }
        Map<String, PolicyDecision> denied = new HashMap<>();
        for (ConfigFault each : reading.faults()) {
            if (each.code() == ErrorCode.POLICY_DENIED) {
                denied.put(each.key(), new PolicyDecision(false, "P10", each.toString()));
            }
        }
        return before == null
                ? new Held(NOTHING, List.of(), fault, denied, clockNs.getAsLong())
                : new Held(before.list(), before.inForce(), fault, denied, clockNs.getAsLong());
    }

    private Held activated(LinkId link, ItemList list) {
        List<AllowedItem> allowed = list.allowed();
        if (approvals == null || link.environment() != Environment.PROD) {
            return new Held(list, allowed, null, Map.of(), clockNs.getAsLong());
        }
        try {
            List<Path> files = List.of(lists.common(link.kind()), lists.differences(link.kind(), link.federation()));
            return new Held(list, approvals.inForce(link, allowed, files), null, Map.of(), clockNs.getAsLong());
        } catch (IOException | UncheckedIOException e) {
            LOG.error("{} what is activated can't be known or kept: nothing leaves", link, e);
            return new Held(list, List.of(), String.valueOf(e.getMessage()), Map.of(), clockNs.getAsLong());
        }
    }
}
