package io.renkei.runtime.internal;

import io.renkei.api.Activations;
import io.renkei.api.Actor;
import io.renkei.api.Audit;
import io.renkei.api.AuditRecord;
import io.renkei.api.ConfigFault;
import io.renkei.api.Finding;
import io.renkei.api.ItemStatistics;
import io.renkei.api.Journal;
import io.renkei.api.LeaveOutSurvey;
import io.renkei.api.LinkId;
import io.renkei.api.LinkService;
import io.renkei.api.LinkStatus;
import io.renkei.api.MoveGoal;
import io.renkei.api.MoveSurvey;
import io.renkei.api.PendingWidening;
import io.renkei.api.Position;
import io.renkei.api.ReaderAccount;
import io.renkei.api.TargetPlace;
import io.renkei.api.VerifyReport;
import io.renkei.runtime.internal.config.FederationFiles;
import io.renkei.runtime.internal.links.LinkManager;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What shell, MBeans and web ask; every writing act is in the audit trail before it is done. */
public final class LinkServiceFace implements LinkService {
    private final LinkManager links;
    private final FederationFiles files;
    private final Activations activations;
    private final Audit audit;

    public LinkServiceFace(LinkManager links, FederationFiles files, Activations activations, Audit audit) {
        this.links = links;
        this.files = files;
        this.activations = activations;
        this.audit = audit;
    }

    @Override
    public List<LinkStatus> statuses() {
        return links.statuses();
    }

    @Override
    public boolean ready() {
        return files.allRead() && links.ready();
    }

    @Override
    public void pause(LinkId link, @Nullable Instant until, Actor actor) {
        String end = until == null ? "until resumed" : "until " + until;
        act(actor, "pause", link, end, () -> {
            links.pause(link, until, actor);
            return end;
        });
    }

    @Override
    public void resume(LinkId link, Actor actor) {
        act(actor, "resume", link, "", () -> {
            links.resume(link);
            return "";
        });
    }

    @Override
    public Position await(LinkId link, Duration maxWait) {
        return links.await(link, maxWait);
    }

    @Override
    public VerifyReport verify(LinkId link) {
        return links.verify(link);
    }

    @Override
    public ItemStatistics statistics(LinkId link) {
        return links.statistics(link);
    }

    @Override
    public List<Finding> prepare(LinkId link, boolean apply, Actor actor) {
        if (!apply) {
            return links.prepare(link, false);
        }
        return act(actor, "db-prepare", link, "", () -> links.prepare(link, true));
    }

    @Override
    public TargetPlace place(LinkId link) {
        return links.place(link);
    }

    @Override
    public MoveSurvey survey(LinkId link, MoveGoal goal) {
        return links.survey(link, goal);
    }

    @Override
    public void move(MoveSurvey survey, Actor actor) {
        LinkId link = survey.link();
        String to = links.describe(link, survey.to()) + (survey.undo() ? " (undo)" : "");
        Deed deed = new Deed(
                actor, "position", link, links.describe(link, survey.place().position()));
        // it may have gone on since it was looked at
        Position unused = act(deed, to, () -> links.move(survey), from -> links.describe(link, from) + " -> " + to);
    }

    @Override
    public LeaveOutSurvey surveyTransaction(LinkId link, String place) {
        return links.surveyTransaction(link, place);
    }

    @Override
    public void leaveOut(LeaveOutSurvey survey, Actor actor) {
        LinkId link = survey.link();
        String before = links.describe(link, survey.place().position());
        String after = "without " + links.describe(link, survey.transaction());
        LeaveOutSurvey unused = act(
                new Deed(actor, "position", link, before),
                after,
                () -> {
                    links.leaveOut(survey);
                    return survey;
                },
                done -> after);
    }

    @Override
    public List<Finding> reader(LinkId link, ReaderAccount account, boolean apply, Actor actor) {
        if (!apply) {
            return links.reader(link, account, false);
        }
        return act(actor, "reader-create", link, account.name(), () -> links.reader(link, account, true));
    }

    private <T> T act(Actor actor, String verb, LinkId link, String after, Supplier<T> act) {
        return act(new Deed(actor, verb, link, state(link)), after, act, done -> state(link));
    }

    /** Who does what to a link, and what it was before. */
    private record Deed(Actor actor, String verb, LinkId link, String before) {
        AuditRecord record(String after, String result) {
            return new AuditRecord(
                    actor.who(), actor.from(), verb, link.toString(), actor.reason(), before, after, result);
        }
    }

    /** Writes that the act begins (a trail that can't be written forbids it), and what came of it. */
    private <T> T act(Deed deed, String after, Supplier<T> act, Function<T, String> outcome) {
        audit.write(deed.record(after, "begun"));
        T result;
        try {
            result = act.get();
        } catch (RuntimeException e) {
            audit.write(deed.record(String.valueOf(e.getMessage()), "failed"));
            throw e;
        }
        audit.write(deed.record(outcome.apply(result), "done"));
        return result;
    }

    private String state(LinkId link) {
        return links.statuses().stream()
                .filter(status -> status.link().equals(link))
                .map(status -> status.state().name())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no link " + link + " on this node"));
    }

    @Override
    public String describe(LinkId link, Position position) {
        return links.describe(link, position);
    }

    @Override
    public @Nullable Journal journal(LinkId link) {
        return links.journal(link);
    }

    @Override
    public List<ConfigFault> checkConfiguration(List<Path> wanted) {
        return files.check(wanted);
    }

    @Override
    public List<EffectiveSetting> effective(LinkId link) {
        return files.effective(link);
    }

    @Override
    public Optional<PendingWidening> pending(LinkId link) {
        return activations.pending(link);
    }

    @Override
    public void activate(PendingWidening seen, Actor actor) {
        activations.activate(seen, actor);
    }
}
