package io.renkei.db.internal.wire;

import io.renkei.api.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.util.PSQLException;

/** What a link asks of TLS to one of its databases ({@code db.SIDE.tls}), and why a server does not fulfil it. */
public final class Tls {
    /** The words of {@code db.SIDE.tls}, as the driver knows them. */
    public static final List<String> MODES = List.of("disable", "prefer", "require", "verify-ca", "verify-full");

    /** Property of a login: the key that asked, for messages. */
    private static final String KEY = "renkei.tls";

    private static final String VERIFYING = "verify-";
    private static final String REJECTED = "08004";
    private static final String CONNECTION_FAILED = "08001";

    /** Parts of an address that would say the same again, or something else. */
    private static final List<String> IN_ADDRESS = List.of("sslmode", "ssl", "sslrootcert", "sslfactory");

    private Tls() {}

    /**
     * What is wrong with the settings of one side, on the node whose half has them.
     *
     * @param side {@code source} or {@code target}
     */
    public static List<String> faults(String side, Settings settings) {
        String key = key(side);
        String mode = settings.text(key);
        String authority = settings.text(key + ".ca");
        List<String> faults = new ArrayList<>();
        String url = settings.text("db." + side + ".url");
        for (String part : IN_ADDRESS) {
            if (url.contains("?" + part + "=") || url.contains("&" + part + "=")) {
                faults.add("db." + side + ".url holds " + part + "; say it in " + key);
            }
        }
        if (mode.startsWith(VERIFYING) && authority.isEmpty()) {
            faults.add(key + ".ca is empty; " + key + " = " + mode + " needs a file with the authority's certificate");
        } else if (!mode.startsWith(VERIFYING) && !authority.isEmpty()) {
            faults.add(key + ".ca is given, but " + key + " = " + mode + " does not look at certificates");
        } else if (!authority.isEmpty()) {
            String fault = fileFault(authority);
            if (!fault.isEmpty()) {
                faults.add(key + ".ca: " + authority + " " + fault);
            }
        }
        return faults;
    }

    private static String fileFault(String name) {
        try {
            Path file = Path.of(name);
            if (!file.isAbsolute()) {
                return "must be an absolute path";
            }
            try (InputStream in = Files.newInputStream(file)) {
                boolean none = CertificateFactory.getInstance("X.509")
                        .generateCertificates(in)
                        .isEmpty();
                return none ? "holds no certificate (PEM)" : "";
            }
        } catch (InvalidPathException e) {
            return "is not a path";
        } catch (IOException e) {
            return "is not there or can't be read";
        } catch (CertificateException e) {
            return "holds no certificate (PEM)";
        }
    }

    private static String key(String side) {
        return "db." + side + ".tls";
    }

    /** Adds what the driver, and {@link PgSocket}, must know. */
    static void addTo(Properties login, String side, Settings settings) {
        String key = key(side);
        String authority = settings.text(key + ".ca");
        login.setProperty(KEY, key);
        login.setProperty("sslmode", settings.text(key));
        if (!authority.isEmpty()) {
            login.setProperty("sslrootcert", authority);
        }
    }

    static SQLException refused(Properties login, String why) {
        return new SQLException(
                "the server's certificate is refused (" + asked(login) + "): " + why, CONNECTION_FAILED);
    }

    static SQLException missing(Properties login) {
        return new SQLException("the server offers no TLS, which " + asked(login) + " asks for", CONNECTION_FAILED);
    }

    private static String asked(Properties login) {
        return login.getProperty(KEY) + " = " + login.getProperty("sslmode");
    }

    /** The fault in the words of the settings, if it is one of TLS. */
    static SQLException explained(SQLException fault, Properties login) {
        String mode = login.getProperty("sslmode", "");
        boolean own = fault instanceof PSQLException driver && driver.getServerErrorMessage() == null;
        if (own && REJECTED.equals(fault.getSQLState()) && !mode.equals("disable")) {
            return with(missing(login), fault);
        }
        if (!mode.startsWith(VERIFYING)) {
            return fault;
        }
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return with(refused(login, String.valueOf(cause.getMessage())), fault);
            }
        }
        boolean host = own && String.valueOf(fault.getMessage()).contains("hostname");
        return host ? with(refused(login, "it is for another host"), fault) : fault;
    }

    private static SQLException with(SQLException told, SQLException cause) {
        told.initCause(cause);
        return told;
    }
}
