package io.renkei.db.internal.wire;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real server with ssl=on: its certificate names localhost and is signed by an authority of its own. */
public final class TlsServer implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder;
    private final EmbeddedPostgres server;

    public TlsServer(Path folder) throws Exception {
        this.folder = folder;
        authority("ca");
        authority("other-ca");
        signed("server", "dns:localhost");
        Path key = folder.resolve("server.key");
        Path data = folder.resolve("data");
        server = EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", folder.resolve("server.pem").toString())
                .setServerConfig("ssl_key_file", key.toString())
                .setDataDirectory(data)
                .start();
    }

    public int port() {
        return server.getPort();
    }

    /** The certificate of the authority that signed the server's. */
    public Path ca() {
        return folder.resolve("ca.pem");
    }

    /** The certificate of an authority that signed nothing. */
    Path otherCa() {
        return folder.resolve("other-ca.pem");
    }

    private Path store(String name) {
        return folder.resolve(name + ".p12");
    }

    private void authority(String name) throws Exception {
        keytool(name, "-genkeypair", "-alias", name, "-dname", "CN=" + name, "-ext", "bc:c", "-keyalg", "EC");
        keytool(name, "-exportcert", "-alias", name, "-rfc", "-file", folder.resolve(name + ".pem"));
    }

    private void signed(String name, String alternative) throws Exception {
        Path request = folder.resolve(name + ".csr");
        Path certificate = folder.resolve(name + ".pem");
        keytool(name, "-genkeypair", "-alias", name, "-dname", "CN=postgres", "-keyalg", "EC");
        keytool(name, "-certreq", "-alias", name, "-file", request);
        keytool(
                "ca",
                "-gencert",
                "-alias",
                "ca",
                "-ext",
                "san=" + alternative,
                "-rfc",
                "-infile",
                request,
                "-outfile",
                certificate);
        privateKey(name);
    }

    private void privateKey(String name) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store(name).toFile(), PASSWORD.toCharArray());
        byte[] key = keys.getKey(name, PASSWORD.toCharArray()).getEncoded();
        String text = "-----BEGIN PRIVATE KEY-----\n" + PEM.encodeToString(key) + "\n-----END PRIVATE KEY-----\n";
        Path file = folder.resolve(name + ".key");
        Files.writeString(file, text, StandardCharsets.US_ASCII);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void keytool(String store, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (Object each : arguments) {
            command.add(each.toString());
        }
        command.addAll(List.of("-keystore", store(store).toString(), "-storepass", PASSWORD, "-noprompt"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(Files.readString(folder.resolve("keytool.log")));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
