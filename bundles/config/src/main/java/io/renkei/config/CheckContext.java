package io.renkei.config;

import io.renkei.api.Barriers;
import io.renkei.api.BatchEnd;
import io.renkei.api.Epoch;
import io.renkei.api.FarSide;
import io.renkei.api.Half;
import io.renkei.api.ItemCount;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.LinkReporter;
import io.renkei.api.LinkState;
import io.renkei.api.Policy;
import io.renkei.api.PolicyDecision;
import io.renkei.api.Secrets;
import io.renkei.api.Settings;
import java.util.List;
import java.util.UUID;

/** What a kind needs to look at its surroundings while no node runs: settings, secrets and lists, no line. */
record CheckContext(HalfSettings settingsOfHalf, ItemLists lists, Secrets secrets) implements LinkContext {
    @Override
    public LinkId id() {
        return settingsOfHalf.link();
    }

    @Override
    public Half half() {
        return settingsOfHalf.half();
    }

    @Override
    public Settings settings() {
        return settingsOfHalf.settings();
    }

    @Override
    public Policy policy() {
        return new ListsOnce(lists);
    }

    @Override
    public String incarnation() {
        return "check-" + UUID.randomUUID();
    }

    @Override
    public Epoch epoch() {
        return Epoch.NONE;
    }

    @Override
    public LinkReporter reporter() {
        return new Silent();
    }

    @Override
    public FarSide farSide() {
        throw new IllegalStateException("no line is open while a configuration is checked");
    }

    @Override
    public Barriers barriers() {
        throw new IllegalStateException("no link runs while a configuration is checked");
    }

    /** The lists as they are on disk now. */
    private record ListsOnce(ItemLists lists) implements Policy {
        @Override
        public PolicyDecision check(LinkId link, String item, List<String> parts) {
            return list(link).check(item, parts);
        }

        @Override
        public List<AllowedItem> allowed(LinkId link) {
            return list(link).allowed();
        }

        /** A faulty list allows nothing. */
        private ItemList list(LinkId link) {
            return lists.read(link.kind(), link.federation())
                    .value()
                    .orElseGet(() -> new ItemList(lists.common(link.kind()), List.of()));
        }
    }

    private record Silent() implements LinkReporter {
        @Override
        public void state(LinkState state) {
            // nobody looks at a link that is only checked
        }

        @Override
        public void captured(BatchEnd end) {
            // as above
        }

        @Override
        public void applied(BatchEnd end, long wireBytes) {
            // as above
        }

        @Override
        public void counted(List<ItemCount> counts) {
            // as above
        }

        @Override
        public void probed(LinkProbe probe) {
            // as above
        }
    }
}
