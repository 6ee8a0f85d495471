package io.renkei.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.Environment;
import io.renkei.api.ErrorCode;
import io.renkei.api.Finding;
import io.renkei.api.Half;
import io.renkei.api.LinkException;
import io.renkei.api.LinkId;
import io.renkei.api.LinkKind;
import io.renkei.api.Policy.AllowedItem;
import io.renkei.api.Secrets;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * {@code ./renkei config-check [--connect] [FILES]}: checks a node's configuration without a running node. One fault a
 * line; ends with 0 if all is right, 13 if not, 2 for a wrong call. A federation's file that is not in the node's folder is
 * checked as if it were already there.
 */
public final class CheckMain {
    /** All is right. */
    public static final int RIGHT = 0;

    /** The call is wrong. */
    public static final int USAGE = 2;

    /** Something in the configuration is wrong, or missing outside. */
    public static final int FAULTY = 13;

    private static final String CONNECT = "--connect";

    private final Path etc;
    private final List<LinkKind> kinds;
    private final Secrets secrets;
    private final PrintWriter out;

    /**
     * @param etc folder of the configuration
     * @param kinds those that are installed
     */
    public CheckMain(Path etc, List<LinkKind> kinds, Secrets secrets, PrintWriter out) {
        this.etc = etc;
        this.kinds = List.copyOf(kinds);
        this.secrets = secrets;
        this.out = out;
    }

    /** The launcher says with {@code karaf.etc} which node it means. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8));
        List<LinkKind> kinds = new ArrayList<>();
        ServiceLoader.load(LinkKind.class).forEach(kinds::add);
        kinds.sort(Comparator.comparing(LinkKind::name));
        String etc = System.getProperty("karaf.etc", "etc");
        int status = new CheckMain(Path.of(etc), kinds, FileSecrets.ofNode(etc), out).run(List.of(arguments));
        out.flush();
        System.exit(status);
    }

    /** Checks and prints; returns the exit status. */
    public int run(List<String> arguments) {
        boolean connect = arguments.contains(CONNECT);
        List<Path> wanted = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("-") && !argument.equals(CONNECT)) {
                out.println("config-check: unknown option " + argument + "; usage: config-check [--connect] [FILES]");
                return USAGE;
            }
            if (!argument.equals(CONNECT)) {
                wanted.add(Path.of(argument));
            }
        }
        ConfigCheck.Report report = ConfigCheck.check(etc, kinds, secrets, wanted);
        List<ConfigFault> faults = report.faultsOf(etc, wanted);
        faults.forEach(out::println);
        report.federations().forEach(federation -> pending(report, federation));
        int missing = 0;
        if (connect) {
            for (FederationSettings federation : report.federations()) {
                if (wanted.isEmpty() || wanted.stream().anyMatch(file -> ConfigCheck.same(file, federation.file()))) {
                    missing += prepare(report, federation);
                }
            }
        }
        int files = wanted.isEmpty() ? report.files() : wanted.size();
        out.println(count(files, wanted.isEmpty() ? "federation file" : "file")
                + ", "
                + count(faults.size(), "fault")
                + (connect ? ", " + missing + " missing outside" : ""));
        return faults.isEmpty() && missing == 0 ? RIGHT : FAULTY;
    }

    /** Edits that wait for a second person are no faults; what was activated stays in force. */
    private void pending(ConfigCheck.Report report, FederationSettings federation) {
        for (HalfSettings half : federation.halves()) {
            LinkId link = half.link();
            if (half.half() != Half.CENTRE || link.environment() != Environment.PROD) {
                continue;
            }
            try {
                Optional<ActivatedItems> activated = ActivatedItems.read(ActivatedItems.folder(etc), link);
                List<AllowedItem> wider = activated
                        .flatMap(kept -> new ItemLists(report.lists(etc))
                                .read(link.kind(), link.federation())
                                .value()
                                .map(list -> kept.compare(list.allowed()).wider()))
                        .orElse(List.of());
                wider.forEach(item -> out.println(link + ": " + ErrorCode.WIDENING_PENDING.number() + " "
                        + item.item() + " " + String.join(" ", item.parts())
                        + " waits for a second person: renkei:config-activate " + link));
            } catch (IOException e) {
                out.println(link + ": what is activated can't be read: " + e.getMessage());
            }
        }
    }

    private static String count(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    /** Asks each kind what is missing outside; returns how many things are. */
    private int prepare(ConfigCheck.Report report, FederationSettings federation) {
        Path lists = report.lists(etc);
        Map<String, LinkKind> byName = new TreeMap<>();
        kinds.forEach(kind -> byName.put(kind.name(), kind));
        int missing = 0;
        for (HalfSettings half : federation.halves()) {
            LinkKind kind = byName.get(half.link().kind());
            if (kind == null) {
                continue;
            }
            String who = half.link() + " " + half.half() + ": ";
            try {
                for (Finding finding : kind.prepare(new CheckContext(half, new ItemLists(lists), secrets), false)) {
                    missing += finding.ok() ? 0 : 1;
                    out.println(who
                            + (finding.ok() ? "ok: " : "MISSING: ")
                            + finding.subject()
                            + (finding.message().isEmpty() ? "" : ": " + finding.message()));
                    if (!finding.ok() && !finding.statement().isEmpty()) {
                        out.println("    " + finding.statement().replace("\n", "\n    "));
                    }
                }
            } catch (LinkException e) {
                missing++;
                out.println(who + "MISSING: " + e.code().number() + " " + e.detail());
            } catch (IllegalArgumentException e) {
                // a secret that is gone since
                missing++;
                out.println(who + "MISSING: " + e.getMessage());
            }
        }
        return missing;
    }
}
