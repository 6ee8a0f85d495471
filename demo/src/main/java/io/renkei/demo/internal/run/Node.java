package io.renkei.demo.internal.run;

import io.renkei.demo.internal.server.Folders;
import io.renkei.demo.internal.server.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One real node, driven through the launcher as a person would. */
public final class Node {
    private static final Pattern PASSWORD = Pattern.compile("user admin, password (\\S+)");

    /** Files of etc that name ports. */
    private static final List<String> OWN_PORTS =
            List.of("org.apache.karaf.shell.cfg", "org.ops4j.pax.web.cfg", "org.apache.karaf.management.cfg");

    private static final Pattern PORT = Pattern.compile(
            "(?m)^(\\s*(?:sshPort|org\\.osgi\\.service\\.http\\.port|rmiRegistryPort|rmiServerPort)\\s*=\\s*)[0-9]+");

    private final Launcher launcher;
    private final Path home;
    private final PrintWriter progress;
    private String password = "";

    Node(Launcher launcher, Path home, PrintWriter progress) {
        this.launcher = launcher;
        this.home = home;
        this.progress = progress;
    }

    /** Its folder. */
    public Path home() {
        return home;
    }

    /**
     * @param role centre or site
     */
    public void init(String role) throws IOException, InterruptedException {
        notePassword(launch("init", "--home", home.toString(), "--role", role));
    }

    /** Starts it; returns when its shell answers. */
    public void start() throws IOException, InterruptedException {
        launch("start", "--home", home.toString());
    }

    /** Starts its process. */
    public void startWithoutWaiting() throws IOException, InterruptedException {
        launch("start", "--home", home.toString(), "--no-wait");
    }

    private void notePassword(String shown) {
        Matcher matcher = PASSWORD.matcher(shown);
        password = matcher.find() ? matcher.group(1) : password;
    }

    void join(String token) throws IOException, InterruptedException {
        launch("join", token, "--home", home.toString());
    }

    /** Waits until all its links run; at most two minutes. */
    public void awaitReady() throws IOException, InterruptedException {
        launch("wait-ready", "--home", home.toString(), "--timeout", "120");
    }

    /** A shell command that must succeed. */
    public String run(String command) throws IOException, InterruptedException {
        Launcher.Result result = ask(command);
        if (result.status() != 0) {
            throw new IOException(command + " ended with " + result.status() + ":\n" + result.text());
        }
        return result.text();
    }

    /** A shell command whose status says something. */
    public Launcher.Result ask(String command) throws IOException, InterruptedException {
        return launcher.call("run", "--home", home.toString(), command);
    }

    /** Of user admin; as it was made with the home. */
    String password() {
        return password;
    }

    /** Address of the console. */
    String console() throws IOException {
        return "http://127.0.0.1:" + setting("org.ops4j.pax.web.cfg", "org.osgi.service.http.port") + "/hawtio/";
    }

    /** A value of a file below {@code etc}; empty: none. */
    private String setting(String file, String key) throws IOException {
        return Files.readAllLines(home.resolve("etc").resolve(file), StandardCharsets.UTF_8).stream()
                .map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2 && parts[0].strip().equals(key))
                .map(parts -> parts[1].strip())
                .findFirst()
                .orElse("");
    }

    private String launch(String... arguments) throws IOException, InterruptedException {
        Launcher.Result result = launcher.call(arguments);
        progress.print(result.text());
        progress.flush();
        if (result.status() != 0) {
            throw new IOException("renkei " + arguments[0] + " ended with " + result.status() + ":\n" + result.text());
        }
        return result.text();
    }

    /** Writes a file below the node's etc folder. */
    public void writeEtc(String name, String text) throws IOException {
        Path file = home.resolve("etc").resolve(name);
        Files.createDirectories(file.getParent());
        Path draft = home.resolve("data").resolve(file.getFileName() + ".new");
        Files.createDirectories(draft.getParent());
        Files.writeString(draft, text, StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
        // moved, not written in place: the node may read the folder at any moment
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Copies this home, with ports of its own since both are to run on one machine; else nothing tells one from the other.
     */
    Node copyTo(Path copy) throws IOException {
        // what a node makes of its installation names the home's folder
        Folders.copy(home, copy, List.of("data/cache", "data/tmp", "data/renkei.pid", "data/line/port"));
        Node node = new Node(launcher, copy, progress);
        for (String file : OWN_PORTS) {
            String text = Files.readString(copy.resolve("etc").resolve(file), StandardCharsets.UTF_8);
            Matcher port = PORT.matcher(text);
            StringBuilder own = new StringBuilder();
            while (port.find()) {
                port.appendReplacement(own, port.group(1) + Ports.free());
            }
            node.writeEtc(file, port.appendTail(own).toString());
        }
        return node;
    }

    /** Where sites reach it, if it is a centre that has started. */
    public InetSocketAddress lineAddress() throws IOException {
        String port = Files.readString(home.resolve("data/line/port"), StandardCharsets.US_ASCII);
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port.strip()));
    }

    /** Its process. */
    public long pid() throws IOException {
        return Long.parseLong(Files.readString(home.resolve("data/renkei.pid"), StandardCharsets.US_ASCII)
                .strip());
    }

    /** Resident memory in MiB; 0 if the node does not run. */
    public long residentMb() throws IOException {
        Path status = Path.of("/proc/" + pid() + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** Ends it as a power switch would. */
    public void kill() throws IOException {
        ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Stops it; nothing if it does not run. */
    public void stop() {
        try {
            if (Files.exists(home.resolve("etc/io.renkei.node.cfg"))) {
                launcher.stop(home);
            }
        } catch (IOException e) {
            progress.println("a node did not stop: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
