package io.renkei.policy.internal;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by the node's lists (see {@link ItemList} for the rules). The lists are read again at most every second, and only
 * when somebody asks; a list that has become faulty keeps its last good content and stops new starts.
 */
public final class ListPolicy implements Policy, StartGuard {
    private static final Logger LOG = LoggerFactory.getLogger(ListPolicy.class);
    private static final long FRESH_NS = Duration.ofSeconds(1).toNanos();
    private static final ItemList NOTHING = new ItemList(Path.of("etc", "lists"), List.of());

    private record Key(String kind, FederationId federation) {}

    /**
     * @param list the last good one
     * @param fault why the newest can't be used, or null
     */
    private record Held(ItemList list, @Nullable String fault, long readAtNs) {}

    private final ItemLists lists;
    private final Map<Key, Held> held = new ConcurrentHashMap<>();

    /**
     * @param folder of the lists
     */
    public ListPolicy(Path folder) {
        this.lists = new ItemLists(folder);
    }

    /**
     * The policy of a node.
     *
     * @param etc folder of its configuration
     */
    public static ListPolicy ofNode(String etc) {
        Path path = Path.of(etc);
        NodeSettings node = NodeSettings.read(path).value().orElseGet(() -> NodeSettings.defaults(path));
        return new ListPolicy(node.lists());
    }

    @Override
    public PolicyDecision check(LinkId link, String item, List<String> parts) {
        return held(link).list().check(item, parts);
    }

    @Override
    public List<AllowedItem> allowed(LinkId link) {
        return held(link).list().allowed();
    }

    @Override
    public Optional<PolicyDecision> refuse(LinkId link, Half half) {
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
        if (before != null && System.nanoTime() - before.readAtNs() < FRESH_NS) {
            return before;
        }
        Held now = read(key, before);
        held.put(key, now);
        return now;
    }

    private Held read(Key key, @Nullable Held before) {
        Reading<ItemList> reading = lists.read(key.kind(), key.federation());
        if (reading.value().isPresent()) {
            return new Held(reading.value().get(), null, System.nanoTime());
        }
        String fault = reading.faults().get(0).toString();
        if (before == null || !fault.equals(before.fault())) {
            LOG.error(
                    "the lists of {} for federation {} are faulty: {}", key.kind(), key.federation(), reading.faults());
        }
        return new Held(before == null ? NOTHING : before.list(), fault, System.nanoTime());
    }
}
