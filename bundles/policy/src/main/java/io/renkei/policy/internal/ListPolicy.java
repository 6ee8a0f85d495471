package io.renkei.policy.internal;

import io.renkei.api.Audit;
import io.renkei.api.AuditRecord;
import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.FederationId;
import io.renkei.api.Half;
import io.renkei.api.LinkId;
import io.renkei.api.Policy;
import io.renkei.api.PolicyDecision;
import io.renkei.api.StartGuard;
import io.renkei.config.ItemList;
import io.renkei.config.ItemLists;
import io.renkei.config.NodeSettings;
import io.renkei.config.Reading;
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
 * <p>Every refusal goes into the audit trail, the same one once: a route asks again for each batch.
 */
public final class ListPolicy implements Policy, StartGuard {
    private static final Logger LOG = LoggerFactory.getLogger(ListPolicy.class);
    private static final long FRESH_NS = Duration.ofSeconds(1).toNanos();
    private static final ItemList NOTHING = new ItemList(Path.of("etc", "lists"), List.of());

    /** Refusals that are remembered as written; then all are forgotten, and written again. */
    private static final int TOLD_MAX = 10_000;

    private record Key(String kind, FederationId federation) {}

    /**
     * @param list the last good one
     * @param fault why the newest can't be used, or null
     * @param denied items that the newest protects, with the refusal
     */
    private record Held(ItemList list, @Nullable String fault, Map<String, PolicyDecision> denied, long readAtNs) {
        PolicyDecision check(String item, List<String> parts) {
            PolicyDecision newest = denied.get(item);
            return newest == null ? list.check(item, parts) : newest;
        }

        List<AllowedItem> allowed() {
            return list.allowed().stream()
                    .filter(item -> !denied.containsKey(item.item()))
                    .toList();
        }
    }

    private final ItemLists lists;
    private final Audit audit;
    private final LongSupplier clockNs;
    private final Map<Key, Held> held = new ConcurrentHashMap<>();
    private final Set<AuditRecord> told = ConcurrentHashMap.newKeySet();

    /**
     * @param folder of the lists
     */
    ListPolicy(Path folder, Audit audit, LongSupplier clockNs) {
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
        return new ListPolicy(node.lists(), audit, System::nanoTime);
    }

    @Override
    public PolicyDecision check(LinkId link, String item, List<String> parts) {
        PolicyDecision decision = held(link).check(item, parts);
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
        if (now.list().allowed().isEmpty()) {
            return Optional.of(new PolicyDecision(
                    false,
                    "P11",
                    "the list allows nothing on this link; add rows with link = yes to " + lists.common(link.kind())));
        }
        return Optional.empty();
    }

    private Held held(LinkId link) {
        Key key = new Key(link.kind(), link.federation());
        Held before = held.get(key);
        if (before != null && clockNs.getAsLong() - before.readAtNs() < FRESH_NS) {
            return before;
        }
        Held now = read(key, before);
        held.put(key, now);
        return now;
    }

    private Held read(Key key, @Nullable Held before) {
        Reading<ItemList> reading = lists.read(key.kind(), key.federation());
        if (reading.value().isPresent()) {
            return new Held(reading.value().get(), null, Map.of(), clockNs.getAsLong());
        }
        String fault = reading.faults().get(0).toString();
        if (before == null || !fault.equals(before.fault())) {
            LOG.error(
                    "the lists of {} for federation {} are faulty: {}", key.kind(), key.federation(), reading.faults());
        }
        Map<String, PolicyDecision> denied = new HashMap<>();
        for (ConfigFault each : reading.faults()) {
            if (each.code() == ErrorCode.POLICY_DENIED) {
                denied.put(each.key(), new PolicyDecision(false, "P10", each.toString()));
            }
        }
        return new Held(before == null ? NOTHING : before.list(), fault, denied, clockNs.getAsLong());
    }
}
