package io.renkei.config;

import io.renkei.api.ConfigFault;
import io.renkei.api.ErrorCode;
import io.renkei.api.Finding;
import io.renkei.api.LinkException;
import io.renkei.api.LinkKind;
import io.renkei.api.Secrets;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
        ConfigCheck.Report report = ConfigCheck.check(
                etc,
                kinds,
                secrets,
                wanted.stream().filter(CheckMain::isFederation).toList());
        List<ConfigFault> faults = faults(report, wanted);
        faults.forEach(out::println);
        int missing = 0;
        if (connect) {
            for (FederationSettings federation : report.federations()) {
                if (wanted.isEmpty() || wanted.stream().anyMatch(file -> same(file, federation.file()))) {
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

    private static String count(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    private List<ConfigFault> faults(ConfigCheck.Report report, List<Path> wanted) {
        if (wanted.isEmpty()) {
            return report.faults();
        }
        List<ConfigFault> faults = new ArrayList<>();
        for (Path file : wanted) {
            List<ConfigFault> own = report.faults().stream()
                    .filter(fault -> same(file, Path.of(fault.file())))
                    .toList();
            faults.addAll(own);
            if (own.isEmpty()) {
                unread(report, file).ifPresent(faults::add);
            }
        }
        return faults;
    }

    /** A file that has no faults because nobody read it. */
    private Optional<ConfigFault> unread(ConfigCheck.Report report, Path file) {
        Path lists = report.node().orElseGet(() -> NodeSettings.defaults(etc)).lists();
        boolean list =
                file.toString().endsWith(".csv") && same(file, lists.resolve(String.valueOf(file.getFileName())));
        if (Files.isRegularFile(file) && (isFederation(file) || same(file, etc.resolve(NodeSettings.FILE)) || list)) {
            return Optional.empty();
        }
        return Optional.of(new ConfigFault(
                file.toString(),
                0,
                ErrorCode.CONFIG_UNREADABLE,
                "",
                Files.isRegularFile(file)
                        ? "nothing of Renkei reads this file; checked are " + NodeSettings.FILE + ", "
                                + FederationFile.PID + "-NN-ENV.cfg and the lists in " + lists
                        : "there is no such file"));
    }

    private static boolean isFederation(Path file) {
        return String.valueOf(file.getFileName()).startsWith(FederationFile.PID);
    }

    private static boolean same(Path a, Path b) {
        return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize());
    }

    /** Asks each kind what is missing outside; returns how many things are. */
    private int prepare(ConfigCheck.Report report, FederationSettings federation) {
        Path lists = report.node().orElseGet(() -> NodeSettings.defaults(etc)).lists();
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
