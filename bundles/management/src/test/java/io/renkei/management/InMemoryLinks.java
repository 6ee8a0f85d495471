package io.renkei.management;

import io.renkei.api.Actor;
import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.Finding;
import io.renkei.api.Half;
import io.renkei.api.ItemStatistics;
import io.renkei.api.Journal;
import io.renkei.api.JournalUsage;
import io.renkei.api.LeaveOutSurvey;
import io.renkei.api.LinkCounters;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService;
import io.renkei.api.LinkState;
import io.renkei.api.LinkStatus;
import io.renkei.api.MoveGoal;
import io.renkei.api.MoveSurvey;
import io.renkei.api.PendingWidening;
import io.renkei.api.PermanentLinkException;
import io.renkei.api.Position;
import io.renkei.api.ReaderAccount;
import io.renkei.api.TargetPlace;
import io.renkei.api.TransientLinkException;
import io.renkei.api.VerifyReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A node whose links stand still: faces are tested against it as against the runtime, which answers the same interface. */
public final class InMemoryLinks implements LinkService {
    private final List<LinkStatus> statuses = new CopyOnWriteArrayList<>();
    public final List<Actor> actors = new ArrayList<>();
    public final List<ConfigFault> faults = new ArrayList<>();
    public final List<Finding> findings = new ArrayList<>();
    public final List<EffectiveSetting> settings = new ArrayList<>();
    public final List<VerifyReport> reports = new ArrayList<>();
    public final List<PendingWidening> pending = new ArrayList<>();
    public final Map<LinkId, ItemStatistics> statistics = new HashMap<>();
    public final List<MoveGoal> goals = new ArrayList<>();
    public final List<LeaveOutSurvey> leftOut = new ArrayList<>();
    public final List<MoveSurvey> moved = new ArrayList<>();
    public @Nullable MoveSurvey survey;
    public final List<ReaderAccount> readers = new ArrayList<>();
    public @Nullable Journal journal;
    public boolean ready = true;
    public boolean neverApplied;

    /** A centre half that has carried 1,204,551 rows, 2.5 s behind, with 1 MiB in its journal. */
    public InMemoryLinks link(String id, LinkState state) {
        return half(id, Half.CENTRE, state, Duration.ofMillis(2_500));
    }

    /** A half that is behind for this long. */
    public InMemoryLinks half(String id, Half half, LinkState state, Duration lag) {
        LinkId link = LinkId.parse(id);
        boolean centre = half == Half.CENTRE;
        Instant commit = Instant.now().minus(lag);
        statuses.add(new LinkStatus(
                link,
                half,
                state,
                centre ? Position.of(0x5A3F1C88L) : Position.START,
                Position.of(0x5A3F1C80L),
                new LinkCounters(7, 1_204_551, 3_145_728, 1_048_576, 2, commit),
                null,
                Instant.now(),
                centre ? new JournalUsage(2_097_152, 1L << 30, 1_048_576, 2) : null,
                "io.renkei.federation-" + link.federation() + "-" + link.environment() + ".cfg",
                "io.renkei.routes.db/0.1.0",
                commit,
                LinkStatus.LATE_DEFAULT,
                ""));
        return this;
    }

    public void remove(String id) {
        statuses.removeIf(status -> status.link().toString().equals(id));
    }

    @Override
    public List<LinkStatus> statuses() {
        return List.copyOf(statuses);
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public void pause(LinkId link, @Nullable Instant until, Actor actor) {
        become(link, new LinkState.Paused(Instant.now(), actor.who(), until), actor);
    }

    @Override
    public void resume(LinkId link, Actor actor) {
        become(link, new LinkState.Running(Instant.now()), actor);
    }

    private void become(LinkId link, LinkState state, Actor actor) {
        known(link);
        actors.add(actor);
        statuses.replaceAll(status -> status.link().equals(link) ? with(status, state) : status);
    }

    /** Newer routes were offered to the link and refused. */
    public void refuseRoutes(String id, String why) {
        statuses.replaceAll(status -> status.link().toString().equals(id) ? with(status, status.state(), why) : status);
    }

    private static LinkStatus with(LinkStatus status, LinkState state) {
        return with(status, state, status.routeRefused());
    }

    private static LinkStatus with(LinkStatus status, LinkState state, String routeRefused) {
        return new LinkStatus(
                status.link(),
                status.half(),
                state,
                status.captured(),
                status.applied(),
                status.counters(),
                status.far(),
                status.lastProbe(),
                status.journal(),
                status.configFile(),
                status.routeVersion(),
                status.pendingSince(),
                status.lateAfter(),
                routeRefused);
    }

    private void known(LinkId link) {
        if (statuses.stream().noneMatch(status -> status.link().equals(link))) {
            throw new IllegalArgumentException("no link " + link + " on this node");
        }
    }

    @Override
    public Position await(LinkId link, Duration maxWait) {
        known(link);
        if (neverApplied) {
            throw new TransientLinkException(
                    link, ErrorCode.WAIT_TIMED_OUT, "not applied within " + maxWait.toSeconds() + " s");
        }
        return Position.of(0x5A3F1C88L);
    }

    @Override
    public VerifyReport verify(LinkId link) {
        known(link);
        return reports.get(0);
    }

    /** Of a link without any, the site is away. */
    @Override
    public ItemStatistics statistics(LinkId link) {
        known(link);
        ItemStatistics found = statistics.get(link);
        if (found == null) {
            throw new TransientLinkException(link, ErrorCode.LINE_DOWN, "the site is not connected");
        }
        return found;
    }

    @Override
    public List<Finding> prepare(LinkId link, boolean apply, Actor actor) {
        known(link);
        if (apply) {
            actors.add(actor);
        }
        return List.copyOf(findings);
    }

    @Override
    public TargetPlace place(LinkId link) {
        known(link);
        if (survey == null) {
            throw new PermanentLinkException(link, ErrorCode.MOVE_REFUSED, "targets of toy links can't be moved");
        }
        return survey.place();
    }

    @Override
    public MoveSurvey survey(LinkId link, MoveGoal goal) {
        known(link);
        goals.add(goal);
        if (survey == null) {
            throw new PermanentLinkException(link, ErrorCode.MOVE_REFUSED, "the journal holds no batch");
        }
        return survey;
    }

    @Override
    public void move(MoveSurvey seen, Actor actor) {
        actors.add(actor);
        moved.add(seen);
    }

    @Override
    public LeaveOutSurvey surveyTransaction(LinkId link, String place) {
        known(link);
        if (survey == null) {
            throw new PermanentLinkException(link, ErrorCode.MOVE_REFUSED, "no transaction of " + place);
        }
        return new LeaveOutSurvey(link, survey.place(), survey.to(), survey.stretch());
    }

    @Override
    public void leaveOut(LeaveOutSurvey seen, Actor actor) {
        actors.add(actor);
        leftOut.add(seen);
    }

    @Override
    public List<Finding> reader(LinkId link, ReaderAccount account, boolean apply, Actor actor) {
        known(link);
        readers.add(account);
        if (apply) {
            actors.add(actor);
        }
        return List.copyOf(findings);
    }

    @Override
    public String describe(LinkId link, Position position) {
        known(link);
        return position.isStart()
                ? "start"
                : String.format("%X/%X", position.order() >>> 32, position.order() & 0xFFFFFFFFL);
    }

    @Override
    public @Nullable Journal journal(LinkId link) {
        known(link);
        return journal;
    }

    @Override
    public List<ConfigFault> checkConfiguration(List<Path> files) {
        return List.copyOf(faults);
    }

    @Override
    public List<EffectiveSetting> effective(LinkId link) {
        return List.copyOf(settings);
    }

    @Override
    public Optional<PendingWidening> pending(LinkId link) {
        return pending.stream().filter(edit -> edit.link().equals(link)).findFirst();
    }

    /** As the policy does. */
    @Override
    public void activate(PendingWidening seen, Actor actor) {
        if (seen.authors().contains(actor.who())) {
            throw new PermanentLinkException(seen.link(), ErrorCode.SECOND_PERSON, "the edit is by " + seen.by());
        }
        actors.add(actor);
        pending.remove(seen);
    }
}
