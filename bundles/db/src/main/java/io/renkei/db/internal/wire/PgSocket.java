package io.renkei.db.internal.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLSocket;
import org.postgresql.core.SocketFactoryFactory;
import org.postgresql.ssl.PGjdbcHostnameVerifier;

/**
 * A connection to a PostgreSQL server that has logged in and waits for the first command, for those who speak the protocol
 * (version 3.0) themselves. TLS as the settings say ({@link Tls}, and the driver's other {@code ssl*} settings); login
 * by trust, password, MD5 or SCRAM-SHA-256.
 */
public final class PgSocket implements Closeable {
    private static final int PROTOCOL = 3 << 16;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int MESSAGE_MAX_BYTES = 1024 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String CONNECTION_FAILED = "08001";
    private static final String CONNECTION_BROKEN = "08006";

    /** A peer that is gone without a word is noticed after 30 s of waiting for it; values in seconds, and a number. */
    private static final Map<String, Integer> KEEP_ALIVE =
            Map.of("TCP_KEEPIDLE", 15, "TCP_KEEPINTERVAL", 5, "TCP_KEEPCOUNT", 3);

    private final Socket plain;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private PgSocket(Socket plain, Socket socket) throws IOException {
        this.plain = plain;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        this.out = socket.getOutputStream();
    }

    /**
     * Connects and logs in; what is not done within {@link Databases#CONNECT_SECONDS} fails.
     *
     * @param login as {@link Databases#login} gives it
     * @param parameters of the start-up message besides user and database, for example {@code replication=database}
     * @throws SQLException if the server is not there or refuses
     */
    public static PgSocket open(Properties login, Map<String, String> parameters) throws SQLException {
        Socket plain = new Socket();
        try {
            int timeoutMs = Databases.CONNECT_SECONDS * 1000;
            String host = login.getProperty("PGHOST", "localhost").split(",", 2)[0];
            int port = Integer.parseInt(login.getProperty("PGPORT", "5432").split(",", 2)[0]);
            plain.connect(new InetSocketAddress(host, port), timeoutMs);
            plain.setSoTimeout(timeoutMs);
            plain.setTcpNoDelay(true);
            keepAlive(plain);
            PgSocket opened = new PgSocket(plain, encrypted(plain, host, port, login));
            opened.login(login, parameters);
            return opened;
        } catch (IOException e) {
            abandon(plain);
            throw Tls.explained(
                    new SQLException("the database does not answer: " + e.getMessage(), CONNECTION_FAILED, e), login);
        } catch (SQLException e) {
            abandon(plain);
            throw e;
        }
    }

    /** What the server sends; buffered. */
    public InputStream in() {
        return in;
    }

    /**
     * Whether something has come that is not read yet. With TLS the stream knows only of what it has decrypted: what waits
     * below it counts too, and may be a record whose rest takes a moment.
     */
    public boolean pending() throws IOException {
        return in.available() > 0 || plain.getInputStream().available() > 0;
    }

    /** What the server gets; not buffered. */
    public OutputStream out() {
        return out;
    }

    /** Longest time that a read may take, in milliseconds; 0: as long as it wants. */
    public void readTimeout(int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
    }

    /** Ends the connection at once; a blocked read or write fails. */
    @Override
    public void close() {
        // below TLS, whose own close would wait for a thread that is blocked in a write
        abandon(plain);
    }

    /** The options are not of every system's Java: found by name. */
    private static void keepAlive(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        for (SocketOption<?> option : socket.supportedOptions()) {
            Integer value = KEEP_ALIVE.get(option.name());
            if (value != null && option.type() == Integer.class) {
                @SuppressWarnings("unchecked") // its type was looked at
                SocketOption<Integer> number = (SocketOption<Integer>) option;
                socket.setOption(number, value);
            }
        }
    }

    private static Socket encrypted(Socket plain, String host, int port, Properties login)
            throws IOException, SQLException {
        String mode = login.getProperty("sslmode", "prefer");
        if (mode.equals("disable")) {
            return plain;
        }
        DataOutputStream out = new DataOutputStream(plain.getOutputStream());
        out.writeInt(Long.BYTES);
        out.writeInt(SSL_REQUEST);
        out.flush();
        int answer = plain.getInputStream().read();
        if (answer == 'N' && mode.equals("prefer")) {
            return plain;
        }
        if (answer != 'S') {
            throw Tls.missing(login);
        }
        SSLSocket secure =
                (SSLSocket) SocketFactoryFactory.getSslSocketFactory(login).createSocket(plain, host, port, true);
        secure.setUseClientMode(true);
        secure.startHandshake();
        if (mode.equals("verify-full") && !PGjdbcHostnameVerifier.INSTANCE.verify(host, secure.getSession())) {
            throw Tls.refused(login, "it is for another host");
        }
        return secure;
    }

    private void login(Properties login, Map<String, String> parameters) throws IOException, SQLException {
        String user = login.getProperty("user", "");
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        parameter(start, "user", user);
        parameter(start, "database", login.getProperty("PGDBNAME", user));
        parameters.forEach((name, value) -> parameter(start, name, value));
        start.write(0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream framed = new DataOutputStream(bytes);
        framed.writeInt(start.size() + Long.BYTES);
        framed.writeInt(PROTOCOL);
        start.writeTo(framed);
        out.write(bytes.toByteArray());
        Scram scram = new Scram(login.getProperty("password", ""));
        DataInputStream server = new DataInputStream(in);
        while (true) {
            int type = server.read();
            if (type < 0) {
                throw new SQLException("the server ends the connection during the login", CONNECTION_FAILED);
            }
            byte[] body = body(server);
            switch (type) {
                case 'R' -> authenticate(body, user, login.getProperty("password", ""), scram);
                case 'E' -> throw ServerException.read(body, body.length);
                case 'Z' -> {
                    return;
                }
                default -> {
                    // settings of the server, the key for cancelling, notices
                }
            }
        }
    }

    private void authenticate(byte[] body, String user, String password, Scram scram) throws IOException, SQLException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
        int method = in.readInt();
        switch (method) {
            case 0 -> scram.requireEnd();
            case 3 -> send(terminated(password.getBytes(StandardCharsets.UTF_8)));
            case 5 -> send(terminated(md5(user, password, in.readNBytes(Integer.BYTES))));
            case 10 -> sendSaslStart(new String(in.readAllBytes(), StandardCharsets.US_ASCII), scram);
            case 11 -> send(scram.answer(in.readAllBytes()));
            case 12 -> scram.check(in.readAllBytes());
            default -> throw new SQLException("the server wants a login method that is not known: " + method, "28000");
        }
    }

    private void sendSaslStart(String methods, Scram scram) throws IOException, SQLException {
        if (!methods.contains("SCRAM-SHA-256\0")) {
            throw new SQLException("the server offers no SCRAM-SHA-256 without channel binding", "28000");
        }
        byte[] first = scram.first();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream message = new DataOutputStream(bytes);
        message.write(terminated("SCRAM-SHA-256".getBytes(StandardCharsets.US_ASCII)));
        message.writeInt(first.length);
        message.write(first);
        send(bytes.toByteArray());
    }

    private void send(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream message = new DataOutputStream(bytes);
        message.write('p');
        message.writeInt(body.length + Integer.BYTES);
        message.write(body);
        out.write(bytes.toByteArray());
    }

    private static byte[] md5(String user, String password, byte[] salt) throws SQLException {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            HexFormat hex = HexFormat.of();
            String inner = hex.formatHex(md5.digest((password + user).getBytes(StandardCharsets.UTF_8)));
            md5.update(inner.getBytes(StandardCharsets.US_ASCII));
            return ("md5" + hex.formatHex(md5.digest(salt))).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new SQLException("this Java has no MD5; let the server use scram-sha-256", "28000", e);
        }
    }

    private static byte[] body(DataInputStream server) throws IOException, SQLException {
        int length = server.readInt() - Integer.BYTES;
        if (length < 0 || length > MESSAGE_MAX_BYTES) {
            throw new SQLException("what answers is not a PostgreSQL server", CONNECTION_BROKEN);
        }
        byte[] body = new byte[length];
        server.readFully(body);
        return body;
    }

    private static byte[] terminated(byte[] text) {
        byte[] bytes = new byte[text.length + 1];
        System.arraycopy(text, 0, bytes, 0, text.length);
        return bytes;
    }

    private static void parameter(ByteArrayOutputStream start, String name, String value) {
        start.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        start.write(0);
        start.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        start.write(0);
    }

    private static void abandon(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is being given up anyway
        }
    }
}
