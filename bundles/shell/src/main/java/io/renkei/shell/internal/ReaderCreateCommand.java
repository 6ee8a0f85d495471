package io.renkei.shell.internal;

import io.renkei.api.Finding;
import io.renkei.api.LinkId;
import io.renkei.api.ReaderAccount;
import io.renkei.api.SettingValues;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Shows, or makes, an account of an own system that reads what a link brings (R051, R078). */
@Service
@Command(
        scope = "renkei",
        name = "reader-create",
        description =
                "Shows, or makes, an account that reads the tables of a link and its watermark, and nothing else.")
@SuppressWarnings("NullAway.Init") // Karaf fills arguments and references before the command runs
public final class ReaderCreateCommand extends ArgumentCommand {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    /** 120 bits. */
    private static final int PASSWORD_LENGTH = 24;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    @Argument(name = "link", description = "Link id, for example db-13-prod", required = true)
    @Completion(LinkCompleter.class)
    private String link;

    @Option(name = "--name", description = "Name of the account; needed")
    private @Nullable String name;

    @Option(name = "--statement-max", description = "No statement of it runs longer; 1s to 1d, default 10m")
    private String statementMax = "10m";

    @Option(name = "--new-password", description = "With --apply: gives it a random password and shows it, once")
    private boolean newPassword;

    @Option(name = "--print", description = "Show only; the default")
    private boolean print;

    @Option(name = "--apply", description = "Make what is missing")
    private boolean apply;

    @Option(name = "--yes", description = "Do not ask")
    private boolean yes;

    @Override
    int run() throws IOException {
        LinkId id = link(link);
        if ((print && apply) || (newPassword && !apply)) {
            throw new IllegalArgumentException(texts().text("prepare.how"));
        }
        if (name == null) {
            throw new IllegalArgumentException(texts().text("reader.name"));
        }
        ReaderAccount account = new ReaderAccount(name, newPassword ? password() : "", longest());
        if (apply && !confirmed(yes, "reader-create", id + " " + name)) {
            return ExitStatus.REFUSED;
        }
        List<Finding> findings = links().reader(id, account, apply, actor(""));
        boolean ok = findings.stream().allMatch(Finding::ok);
        if (asJson()) {
            json("reader-create", out -> {
                out.writeStringField("link", link);
                out.writeStringField("account", name);
                out.writeStringField("password", newPassword && ok ? account.password() : null);
                Findings.write(out, findings);
            });
        } else {
            Findings.print(out(), texts(), findings);
            if (newPassword && ok) {
                out().println(texts().text("reader.password", name, account.password()));
            }
        }
        return ok ? ExitStatus.OK : ExitStatus.WARNING;
    }

    private Duration longest() {
        Duration longest = SettingValues.duration(statementMax);
        if (longest.compareTo(SHORTEST) < 0 || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(texts().text("reader.longest", statementMax));
        }
        return longest;
    }

    private static String password() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
