package io.renkei.demo.internal.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL server on a free port of the loopback address, with its data below a folder. It can be stopped, killed hard and
 * started again on the same port with the same data. Not for use by several threads at once.
 */
public final class EmbeddedServer implements AutoCloseable {
    /** The superuser; its password is random. */
    public static final String ADMIN = "postgres";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final int MOST_STARTS = 5;

    private final ServerSettings settings;
    private final Path binaries;
    private final ServerUser user;
    private final String password;
    private int port;
    private @Nullable Process process;

    private EmbeddedServer(ServerSettings settings, Path binaries, ServerUser user, String password) {
        this.settings = settings;
        this.binaries = binaries;
        this.user = user;
        this.password = password;
    }

    /**
     * Makes a server in an empty folder and starts it.
     *
     * @throws IOException if it does not start; the message holds the end of its log
     */
    public static EmbeddedServer start(ServerSettings settings) throws IOException, InterruptedException {
        ServerUser user = ServerUser.find();
        Files.createDirectories(settings.folder());
        user.letThrough(settings.folder());
        if (!user.reaches(settings.folder())) {
            throw new IOException(
                    "user namespaces are forbidden here, so PostgreSQL runs as user nobody, who cannot enter "
                            + settings.folder() + "; choose a folder below /tmp");
        }
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        StringBuilder password = new StringBuilder();
        for (byte b : random) {
            password.append(String.format(Locale.ROOT, "%02x", b));
        }
        EmbeddedServer server = new EmbeddedServer(settings, Binaries.unpacked(), user, password.toString());
        server.initialise();
        server.start();
        return server;
    }

    /** The port, the same after every start. */
    public int port() {
        return port;
    }

    /** Gives a folder that the caller made, with all that is in it, to the user that the server runs as. */
    public void own(Path folder) throws IOException {
        user.own(folder);
    }

    /** Its first process, the parent of all others. */
    public long pid() {
        Process now = process;
        if (now == null) {
            throw new IllegalStateException("the server does not run");
        }
        return serverOf(now.toHandle()).pid();
    }

    /** setsid and unshare become the server itself or have it as their only child. */
    private static ProcessHandle serverOf(ProcessHandle started) {
        String command = started.info().command().orElse("");
        return command.endsWith("/postgres")
                ? started
                : started.children().findFirst().map(EmbeddedServer::serverOf).orElse(started);
    }

    /** JDBC address of one database. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** A session of the superuser. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), ADMIN, password);
    }

    /** Where it writes what happened. */
    public Path log() {
        return settings.folder().resolve("server.log");
    }

    /** Whether its process runs. */
    public boolean running() {
        Process now = process;
        return now != null && now.isAlive();
    }

    /** Starts it again after {@link #stop} or {@link #kill}; nothing if it runs. */
    public void start() throws IOException, InterruptedException {
        if (running()) {
            return;
        }
        for (int attempt = 1; ; attempt++) {
            if (port == 0) {
                port = Ports.free();
            }
            if (launch()) {
                return;
            }
            if (attempt == MOST_STARTS) {
                throw new IOException("PostgreSQL does not start; end of " + log() + ":\n" + endOfLog());
            }
            // sessions of a killed server may live for a moment and hold its memory; a new port may just have been
            // taken
            Waiting.pause(Duration.ofMillis(300));
        }
    }

    /** Ends it in order: sessions are cut, what was committed is written. */
    public void stop() throws IOException, InterruptedException {
        Process now = process;
        if (now == null) {
            return;
        }
        if (now.isAlive()) {
            // SIGINT is PostgreSQL's fast shutdown; Java itself can only send SIGTERM, which waits for all sessions
            List<String> kill = List.of("sh", "-c", "kill -s INT " + now.pid());
            new ProcessBuilder(kill).start().waitFor(10, TimeUnit.SECONDS);
            if (!now.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                kill();
                throw new IOException(
                        "PostgreSQL did not stop in " + STOP.toSeconds() + " s and was killed; see " + log());
            }
        }
        process = null;
    }

    /** Ends it as a power switch would: {@code kill -9}. */
    public void kill() throws InterruptedException {
        Process now = process;
        if (now != null) {
            List<ProcessHandle> sessions = now.descendants().toList();
            now.destroyForcibly();
            sessions.forEach(ProcessHandle::destroyForcibly);
            now.waitFor(10, TimeUnit.SECONDS);
            process = null;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException e) {
            Process now = process;
            if (now != null) {
                now.destroyForcibly();
            }
            Thread.currentThread().interrupt();
        }
    }

    private Path data() {
        return settings.folder().resolve("data");
    }

    private void initialise() throws IOException, InterruptedException {
        Files.createDirectory(
                data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path secret = settings.folder().resolve("password");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, password + "\n");
        user.own(settings.folder());
        List<String> command = user.command(
                binaries.resolve("bin/initdb").toString(),
                "--pgdata=" + data(),
                "--username=" + ADMIN,
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-sync",
                "--no-instructions");
        Process initdb = process(command).start();
        if (!initdb.waitFor(START.toSeconds(), TimeUnit.SECONDS) || initdb.exitValue() != 0) {
            initdb.destroyForcibly();
            throw new IOException("initdb failed; end of " + log() + ":\n" + endOfLog());
        }
        Files.delete(secret);
    }

    private boolean launch() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        // a session of its own: Ctrl-C at a terminal is for the demo, which stops its servers last
        command.add("setsid");
        command.addAll(user.command(binaries.resolve("bin/postgres").toString(), "-D", data().toString()));
        parameters().forEach(parameter -> {
            command.add("-c");
            command.add(parameter);
        });
        Process started = process(command).start();
        process = started;
        boolean[] answered = {false};
        Waiting.until(() -> !started.isAlive() || (answered[0] = answers()), START);
        if (answered[0]) {
            return true;
        }
        kill();
        return false;
    }

    private List<String> parameters() {
        return List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                "wal_level=logical",
                "max_replication_slots=" + settings.slots(),
                "max_wal_senders=" + settings.slots(),
                "max_connections=" + settings.connections(),
                "shared_buffers=64MB",
                "max_wal_size=1GB",
                "fsync=" + (settings.durable() ? "on" : "off"),
                "full_page_writes=" + (settings.durable() ? "on" : "off"),
                "timezone=UTC",
                "log_timezone=UTC");
    }

    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(settings.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("LC_ALL", "C");
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        return builder;
    }

    private boolean answers() {
        try (Connection connection = connect(ADMIN)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            // it is starting, or recovering what a kill left
            return false;
        }
    }

    private String endOfLog() throws IOException {
        if (!Files.exists(log())) {
            return "(no log)";
        }
        List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    }
}
