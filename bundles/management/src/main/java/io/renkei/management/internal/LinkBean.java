package io.renkei.management.internal;

import io.renkei.api.Actor;
import io.renkei.api.Audit;
import io.renkei.api.AuditRecord;
import io.renkei.api.Half;
import io.renkei.api.ItemStatistics;
import io.renkei.api.ItemTotals;
import io.renkei.api.Journal;
import io.renkei.api.LinkCounters;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService;
import io.renkei.api.LinkStatus;
import io.renkei.api.PendingWidening;
import io.renkei.api.SettingValues;
import io.renkei.management.Caller;
import io.renkei.management.Explanation;
import io.renkei.management.Role;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One link for JMX; asks the service at every read, keeps nothing. */
final class LinkBean implements LinkMXBean {
    private static final String ENDLESS = "until-resumed";

    private final LinkId link;
    private final LinkService links;
    private final Audit audit;
    private final Rates rates;

    LinkBean(LinkId link, LinkService links, Audit audit, Rates rates) {
        this.link = link;
        this.links = links;
        this.audit = audit;
        this.rates = rates;
    }

    private List<LinkStatus> halves() {
        List<LinkStatus> halves = links.statuses().stream()
                .filter(status -> status.link().equals(link))
                .toList();
        if (halves.isEmpty()) {
            throw new IllegalStateException("no link " + link + " on this node");
        }
        return halves;
    }

    /** The half with the worse state, the centre's if both are alike. */
    private LinkStatus worse() {
        LinkStatus worst = leading();
        for (LinkStatus half : halves()) {
            if (half.state().level().compareTo(worst.state().level()) > 0) {
                worst = half;
            }
        }
        return worst;
    }

    /** The half that knows most: the centre's, where there is one. */
    private LinkStatus leading() {
        List<LinkStatus> halves = halves();
        return halves.stream()
                .filter(status -> status.half() == Half.CENTRE)
                .findFirst()
                .orElse(halves.get(0));
    }

    private LinkCounters counters() {
        return leading().counters();
    }

    @Override
    public String getState() {
        return worse().state().name();
    }

    @Override
    public String getLevel() {
        return worse().state().level().name();
    }

    @Override
    public String getSince() {
        return worse().state().since().toString();
    }

    @Override
    public String[] getHalves() {
        return halves().stream()
                .map(status -> status.half() + " " + status.state().name())
                .toArray(String[]::new);
    }

    @Override
    public @Nullable Long getLagMillis() {
        Duration lag = leading().lag(Instant.now());
        return lag == null ? null : lag.toMillis();
    }

    @Override
    public boolean isLate() {
        return leading().late(Instant.now());
    }

    @Override
    public long getLateAfterMillis() {
        return leading().lateAfter().toMillis();
    }

    @Override
    public String getCapturedPosition() {
        return links.describe(link, leading().captured());
    }

    @Override
    public String getAppliedPosition() {
        return links.describe(link, leading().applied());
    }

    @Override
    public @Nullable Long getEpoch() {
        Journal journal = links.journal(link);
        return journal == null ? null : journal.epoch().value();
    }

    @Override
    public long getItemsTotal() {
        return counters().items();
    }

    @Override
    public long getBatchesTotal() {
        return counters().batches();
    }

    @Override
    public long getRawBytesTotal() {
        return counters().rawBytes();
    }

    @Override
    public long getWireBytesTotal() {
        return counters().wireBytes();
    }

    @Override
    public long getRetriesTotal() {
        return counters().retries();
    }

    @Override
    public double getItemsPerSecond() {
        return rates.of(leading()).items();
    }

    @Override
    public double getRawBytesPerSecond() {
        return rates.of(leading()).rawBytes();
    }

    @Override
    public double getWireBytesPerSecond() {
        return rates.of(leading()).wireBytes();
    }

    @Override
    public @Nullable Long getJournalBytes() {
        var journal = leading().journal();
        return journal == null ? null : journal.bytes();
    }

    @Override
    public @Nullable Long getJournalUnacknowledgedBytes() {
        var journal = leading().journal();
        return journal == null ? null : journal.unacknowledgedBytes();
    }

    @Override
    public @Nullable Long getHeartbeatAgeMillis() {
        Instant probe = leading().lastProbe();
        return probe == null ? null : Duration.between(probe, Instant.now()).toMillis();
    }

    @Override
    public String getCode() {
        return explained(why -> why.code() == null ? "" : why.code().number());
    }

    @Override
    public String getCause() {
        return explained(why -> why.detail().isEmpty() ? why.cause() : why.cause() + " " + why.detail());
    }

    @Override
    public String getAction() {
        return explained(Explanation::action);
    }

    @Override
    public String getWhoMustAct() {
        return explained(why -> why.who().label(Locale.getDefault()));
    }

    private String explained(Function<Explanation, String> part) {
        Optional<Explanation> why = Explanation.of(worse(), Instant.now(), Locale.getDefault(), ZoneId.systemDefault());
        return why.map(part).orElse("");
    }

    @Override
    public String getPendingEdit() {
        return links.pending(link).map(PendingWidening::what).orElse("");
    }

    @Override
    public String getRouteVersion() {
        return leading().routeVersion();
    }

    @Override
    public String getConfigFile() {
        return leading().configFile();
    }

    @Override
    public Map<String, ItemFigures> statistics() {
        Map<String, ItemFigures> figures = new TreeMap<>();
        act(() -> {
            ItemStatistics statistics = links.statistics(link);
            for (ItemTotals item : statistics.items()) {
                figures.put(item.item(), new ItemFigures(statistics.since(), item));
            }
        });
        return figures;
    }

    @Override
    public void pause(String duration, String reason) {
        Instant until = ENDLESS.equals(duration) ? null : Instant.now().plus(SettingValues.duration(duration));
        actAs(Role.MANAGER, "pause", reason, actor -> links.pause(link, until, actor));
    }

    @Override
    public void resume(String reason) {
        actAs(Role.MANAGER, "resume", reason, actor -> links.resume(link, actor));
    }

    /** A JMX client has the JDK's exceptions only. */
    private static void act(Runnable act) {
        try {
            act.run();
        } catch (LinkException | UncheckedIOException e) {
            throw new IllegalStateException(e.getMessage());
        }
    }

    /** The container's own guard would refuse without a trace; who is in this process without a login needs no role. */
    private void actAs(Role role, String verb, @Nullable String reason, Consumer<Actor> act) {
        Caller caller = Caller.current();
        String who = caller.name() == null ? "jmx" : caller.name();
        boolean loggedIn = caller.name() != null || !caller.roles().isEmpty();
        if (loggedIn && !role.heldBy(caller.roles())) {
            audit.write(new AuditRecord(who, "jmx", verb, link.toString(), "needs role " + role, "", "", "refused"));
            throw new SecurityException(
                    verb + " needs the role " + role + "; " + who + " has: " + Role.held(caller.roles()));
        }
        act(() -> act.accept(new Actor(who, "jmx", reason == null ? "" : reason)));
    }
}
