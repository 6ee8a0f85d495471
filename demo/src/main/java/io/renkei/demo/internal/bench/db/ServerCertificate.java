package io.renkei.demo.internal.bench.db;

import io.renkei.demo.internal.server.EmbeddedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate that a running server gets, so that native replication can come over TLS as it must in a real network. */
final class ServerCertificate {
    /** Of the key store that keytool insists on; it is removed with the bench. */
    private static final String PASSWORD = "changeit";

    private static final String ALIAS = "server";
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final int KEYTOOL_MAX_S = 60;

    private ServerCertificate() {}

    /** Makes a self-signed certificate beside the server's log and switches TLS on; sessions from now on may use it. */
    static void install(EmbeddedServer server)
            throws IOException, InterruptedException, GeneralSecurityException, SQLException {
        Path folder = server.log().resolveSibling("tls");
        Files.createDirectory(folder);
        Path store = folder.resolve("server.p12");
        keytool(store, "-genkeypair", "-alias", ALIAS, "-dname", "CN=127.0.0.1", "-keyalg", "EC");
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Path certificate = write(
                folder.resolve("server.pem"),
                "CERTIFICATE",
                keys.getCertificate(ALIAS).getEncoded());
        Path key = write(
                folder.resolve("server.key"),
                "PRIVATE KEY",
                keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        server.own(folder);
        try (Connection connection = server.connect(EmbeddedServer.ADMIN);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET ssl_cert_file = '" + certificate + "'");
            statement.execute("ALTER SYSTEM SET ssl_key_file = '" + key + "'");
            statement.execute("ALTER SYSTEM SET ssl = on");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private static Path write(Path file, String what, byte[] content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n" + PEM.encodeToString(content) + "\n-----END " + what + "-----\n",
                StandardCharsets.US_ASCII);
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        Path log = store.resolveSibling("keytool.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-noprompt"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(KEYTOOL_MAX_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("keytool failed: " + Files.readString(log, StandardCharsets.UTF_8));
        }
    }
}
