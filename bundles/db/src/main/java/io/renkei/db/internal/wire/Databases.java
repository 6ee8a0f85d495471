package io.renkei.db.internal.wire;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.Secrets;
import io.renkei.api.TransientLinkException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Logs in to the databases of a link. Every connection tells its link and purpose as its application name. */
public final class Databases {
    /** Purpose of a session that holds a snapshot and computes digests in it, which takes up to 5 minutes. */
    public static final String SNAPSHOT = "snapshot";

    /** A connection or an answer that takes longer is taken for lost; seconds. */
    public static final int CONNECT_SECONDS = 10;

    /** Ends the limit of a whole transaction, which servers have since 17. */
    public static final String NO_TRANSACTION_TIMEOUT =
            "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'";

    private static final String APPLICATION = "renkei";

    /** Whatever role and database say: a lock that others keep, or a hanging statement, holds nobody for ever. */
    private static final String BOUNDS = "-c lock_timeout=10s -c statement_timeout=60s -c idle_session_timeout=0";

    /** A server that is gone without a word is noticed; statements that may take longer say so themselves. */
    private static final String ANSWER_SECONDS = "70";

    private static final String SNAPSHOT_ANSWER_SECONDS = "330";

    private Databases() {}

    /** {@code renkei db-13-prod PURPOSE}: how a session of a link is known in {@code pg_stat_activity}. */
    public static String applicationName(LinkId link, String purpose) {
        return APPLICATION + " " + link + " " + purpose;
    }

    /**
     * A session at the source ({@code db.source.*}).
     *
     * @throws TransientLinkException {@link ErrorCode#SOURCE_UNREACHABLE}
     */
    public static Connection source(LinkContext context, String purpose) {
        try {
            return connect(login(context, "source", purpose), purpose);
        } catch (SQLException e) {
            throw new TransientLinkException(context.id(), ErrorCode.SOURCE_UNREACHABLE, told(e), e);
        }
    }

    /**
     * A session at the target ({@code db.target.*}).
     *
     * @throws TransientLinkException {@link ErrorCode#TARGET_UNREACHABLE}
     */
    public static Connection target(LinkContext context, String purpose) {
        try {
            return connect(login(context, "target", purpose), purpose);
        } catch (SQLException e) {
            throw new TransientLinkException(context.id(), ErrorCode.TARGET_UNREACHABLE, told(e), e);
        }
    }

    /**
     * The driver's properties for one side, {@code PGHOST}, {@code PGPORT} and {@code PGDBNAME} among them.
     *
     * @param side {@code source} or {@code target}
     */
    public static Properties login(LinkContext context, String side, String purpose) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", context.settings().text("db." + side + ".user"));
        String password = context.settings().text("db." + side + ".password");
        if (!password.isEmpty()) {
            login.setProperty(
                    "password",
                    password.startsWith(Secrets.PREFIX) ? context.secrets().resolve(password) : password);
        }
        login.setProperty("ApplicationName", applicationName(context.id(), purpose));
        login.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        login.setProperty("tcpKeepAlive", "true");
        String url = context.settings().text("db." + side + ".url");
        Properties parsed = Driver.parseURL(url, login);
        if (parsed == null) {
            throw new SQLException("not a PostgreSQL address (jdbc:postgresql://host:port/database)", "08001");
        }
        Properties flat = new Properties();
        for (String key : parsed.stringPropertyNames()) {
            flat.setProperty(key, parsed.getProperty(key));
        }
        flat.setProperty("renkei.url", url);
        Tls.addTo(flat, side, context.settings());
        return flat;
    }

    private static Connection connect(Properties login, String purpose) throws SQLException {
        Properties driver = new Properties();
        driver.putAll(login);
        driver.setProperty("options", (login.getProperty("options", "") + " " + BOUNDS).trim());
        driver.setProperty("socketTimeout", purpose.equals(SNAPSHOT) ? SNAPSHOT_ANSWER_SECONDS : ANSWER_SECONDS);
        String url = String.valueOf(driver.remove("renkei.url"));
        return connect(url, driver);
    }

    /** The driver's connection, with faults of TLS told in the words of the settings. */
    public static Connection connect(String url, Properties driver) throws SQLException {
        try {
            Connection connection = new Driver().connect(url, driver);
            if (connection == null) {
                throw new SQLException("not a PostgreSQL address (jdbc:postgresql://host:port/database)", "08001");
            }
            return connection;
        } catch (SQLException e) {
            throw Tls.explained(e, driver);
        }
    }

    /** What may be told of a fault: the state and the server's main sentence, unless that may hold values of rows. */
    public static String told(SQLException fault) {
        String state = fault.getSQLState();
        if (state != null && (state.startsWith("22") || state.startsWith("23"))) {
            return "SQLSTATE " + state;
        }
        String message = fault.getMessage();
        if (fault instanceof PSQLException postgres) {
            ServerErrorMessage server = postgres.getServerErrorMessage();
            if (server != null) {
                message = server.getMessage();
            }
        }
        return message + (state == null ? "" : " (SQLSTATE " + state + ")");
    }
}
