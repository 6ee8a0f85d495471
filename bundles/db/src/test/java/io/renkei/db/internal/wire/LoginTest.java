package io.renkei.db.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever stands in a server's place and does not know the password gets no session. */
class LoginTest {
    private static final int AUTHENTICATED = 0;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;

    @Test
    void aServerThatSkipsSaslIsRefused() throws Exception {
        assertRefused(false);
    }

    @Test
    void aServerThatKeepsItsProofBackIsRefused() throws Exception {
        assertRefused(true);
    }

    private static void assertRefused(boolean continues) throws Exception {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> liar = CompletableFuture.runAsync(() -> lie(door, continues));
            Properties login = new Properties();
            login.setProperty("PGHOST", door.getInetAddress().getHostAddress());
            login.setProperty("PGPORT", Integer.toString(door.getLocalPort()));
            login.setProperty("user", "renkei");
            login.setProperty("password", "geheim");
            login.setProperty("sslmode", "disable");
            SQLException refused = assertThrows(SQLException.class, () -> {
                try (PgSocket open = PgSocket.open(login, Map.of())) {
                    open.readTimeout(1);
                }
            });
            assertEquals("the server did not prove that it knows the password", refused.getMessage());
            assertEquals("28000", refused.getSQLState());
            liar.get(10, TimeUnit.SECONDS);
        }
    }

    private static void lie(ServerSocket door, boolean continues) {
        try (Socket client = door.accept()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            in.readNBytes(in.readInt() - Integer.BYTES);
            say(out, SASL, "SCRAM-SHA-256\0\0");
            String first = read(in);
            if (continues) {
                Matcher nonce = Pattern.compile("r=(.+)").matcher(first);
                say(out, SASL_CONTINUE, nonce.find() ? nonce.group() + "liar,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1" : "");
                read(in);
            }
            say(out, AUTHENTICATED, "");
            out.write('Z');
            out.writeInt(Integer.BYTES + 1);
            out.write('I');
            out.flush();
            in.read();
        } catch (IOException e) {
            throw new IllegalStateException("the liar was not heard to the end", e);
        }
    }

    private static void say(DataOutputStream out, int method, String rest) throws IOException {
        out.write('R');
        out.writeInt(2 * Integer.BYTES + rest.length());
        out.writeInt(method);
        out.write(rest.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(DataInputStream in) throws IOException {
        in.readByte();
        return new String(in.readNBytes(in.readInt() - Integer.BYTES), StandardCharsets.US_ASCII);
    }
}
