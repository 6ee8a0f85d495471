package io.renkei.runtime.internal.links;

import io.renkei.api.Barriers;
import io.renkei.api.Epoch;
import io.renkei.api.FarSide;
import io.renkei.api.Half;
import io.renkei.api.Journal;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.LinkReporter;
import io.renkei.api.Policy;
import io.renkei.api.Secrets;
import io.renkei.api.Settings;
import io.renkei.steps.CentreHalf;
import io.renkei.steps.SiteHalf;
import io.renkei.steps.StepComponents;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Opens what one half needs and binds it into its Camel context: the same few calls for centre and site. */
interface LinkHalf extends AutoCloseable {
    LinkContext context();

    /** The route is there: begin. */
    void begin();

    /** A heartbeat through the whole link; at the site nothing, it answers those of the centre. Done when it is over. */
    CompletionStage<Void> probe(Duration maxWait);

    /**
     * Ends what is in hand, bounded; routes of the half carry nothing more.
     *
     * @return what hangs even now, for people; empty: nothing
     */
    String drain();

    /** What of a {@link #drain} hangs still, for people; empty: nothing. */
    String hangs();

    /** Lets go of source, session, target; journal and channel stay. */
    void disconnect();

    /** What the legs were is over: they start again. */
    void restart();

    @Nullable Journal journal();

    @Override
    void close();

    /** @param above a new epoch is higher than this one too */
    static LinkHalf open(LinkPlan plan, NodeServices services, LinkBoard board, CamelContext camel, Epoch above) {
        return plan.half() == Half.CENTRE
                ? new Centre(plan, services, board, camel, above)
                : new Site(plan, services, board, camel);
    }

    /** A context without line and journal: enough to look at what a half needs outside Renkei. */
    static LinkContext unopened(LinkPlan plan, NodeServices services, LinkBoard board) {
        return new Context(plan, services, board, null, null, Epoch.NONE);
    }

    /** The centre's half. */
    final class Centre implements LinkHalf {
        private final CentreHalf half;

        Centre(LinkPlan plan, NodeServices services, LinkBoard board, CamelContext camel, Epoch above) {
            LinkId link = plan.link();
            Journal journal = services.journals().open(link, plan.journal(), above);
            try {
                board.standsAt(journal.end());
                half = new CentreHalf(
                        plan.kind(),
                        journal,
                        services.line().sender(link, plan.kind().traits().bulk()),
                        link,
                        services.limits());
            } catch (RuntimeException e) {
                journal.close();
                throw e;
            }
            half.bind(new Context(plan, services, board, half.farSide(), half.barriers(), journal.epoch()));
            camel.getRegistry().bind(StepComponents.registryName(link, Half.CENTRE), half);
        }

        @Override
        public LinkContext context() {
            return half.context();
        }

        @Override
        public void begin() {
            // the routes' consumers drive everything
        }

        @Override
        public CompletionStage<Void> probe(Duration maxWait) {
            return half.probe(maxWait);
        }

        @Override
        public String drain() {
            return half.drain();
        }

        @Override
        public String hangs() {
            return half.hangs();
        }

        @Override
        public void disconnect() {
            half.disconnect();
        }

        @Override
        public void restart() {
            half.legs().restart();
        }

        @Override
        public Journal journal() {
            return half.journal();
        }

        @Override
        public void close() {
            half.close();
        }
    }

    /** The site's half. */
    final class Site implements LinkHalf {
        private final SiteHalf half;
        private boolean served;

        Site(LinkPlan plan, NodeServices services, LinkBoard board, CamelContext camel) {
            LinkId link = plan.link();
            half = new SiteHalf(
                    plan.kind(),
                    new Context(plan, services, board, null, null, Epoch.NONE),
                    services.line().receiver(link),
                    services.limits(),
                    board::statistics);
            camel.getRegistry().bind(StepComponents.registryName(link, Half.SITE), half);
        }

        @Override
        public LinkContext context() {
            return half.context();
        }

        @Override
        public void begin() {
            if (!served) {
                served = true;
                half.serve();
            }
        }

        @Override
        public CompletionStage<Void> probe(Duration maxWait) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public String drain() {
            return half.drain();
        }

        @Override
        public String hangs() {
            return half.hangs();
        }

        @Override
        public void disconnect() {
            half.disconnect();
        }

        @Override
        public void restart() {
            half.legs().restart();
        }

        @Override
        public @Nullable Journal journal() {
            return null;
        }

        @Override
        public void close() {
            half.close();
        }
    }

    /** What kinds see of a half. */
    record Context(
            LinkPlan plan,
            NodeServices services,
            LinkReporter reporter,
            @Nullable FarSide far,
            @Nullable Barriers cuts,
            Epoch epoch,
            String incarnation)
            implements LinkContext {
        Context(
                LinkPlan plan,
                NodeServices services,
                LinkReporter reporter,
                @Nullable FarSide far,
                @Nullable Barriers cuts,
                Epoch epoch) {
            this(plan, services, reporter, far, cuts, epoch, UUID.randomUUID().toString());
        }

        @Override
        public LinkId id() {
            return plan.link();
        }

        @Override
        public Half half() {
            return plan.half();
        }

        @Override
        public Settings settings() {
            return plan.settings();
        }

        @Override
        public Policy policy() {
            return services.policy();
        }

        @Override
        public Secrets secrets() {
            return services.secrets();
        }

        @Override
        public FarSide farSide() {
            return centreOnly(far);
        }

        @Override
        public Barriers barriers() {
            return centreOnly(cuts);
        }

        private static <T> T centreOnly(@Nullable T value) {
            if (value == null) {
                throw new IllegalStateException("only the centre's half has this");
            }
            return value;
        }
    }
}
