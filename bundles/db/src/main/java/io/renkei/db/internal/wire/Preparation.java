package io.renkei.db.internal.wire;

import io.renkei.api.Finding;
import io.renkei.api.LinkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What was found out about a database, with the statements that make what is missing; if wanted they are run. */
public final class Preparation {
    private final Connection connection;
    private final boolean apply;
    private final List<Finding> findings = new ArrayList<>();

    /** @param apply what is missing is made, as far as the account may */
    public Preparation(Connection connection, boolean apply) {
        this.connection = connection;
        this.apply = apply;
    }

    /** All of it, in order. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Something that only a person can mend, or nothing at all. */
    public void told(boolean ok, String subject, String message, String statement) {
        findings.add(new Finding(ok, subject, message, ok ? "" : statement));
    }

    /** Something that the statements make. */
    public void find(boolean ok, String subject, String message, List<String> statements) {
        String script = String.join(";\n", statements) + ";";
        if (ok || !apply) {
            told(ok, subject, message, script);
            return;
        }
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
            told(true, subject, "made: " + message, "");
        } catch (SQLException e) {
            told(false, subject, "could not be made: " + Databases.told(e), script);
        }
    }

    /**
     * Looks at the environment marker.
     *
     * @return false: it names another federation or environment, or can't be read, so that nothing more may be made here
     */
    public boolean lookAtMarker(LinkId link) throws SQLException {
        String subject = "marker renkei.renkei_environment";
        String meaning = link.federation() + " " + link.environment();
        List<String> grants = EnvironmentMarker.grants(text("SELECT current_user"));
        switch (EnvironmentMarker.read(connection, link)) {
            case RIGHT -> told(true, subject, "says " + meaning, "");
            case MISSING -> {
                List<String> statements = new ArrayList<>(EnvironmentMarker.statements(link));
                statements.addAll(grants);
                find(false, subject, "must say " + meaning, statements);
            }
            case HIDDEN -> {
                find(false, subject, "the account may not read it", grants);
                return false;
            }
            case OTHER -> {
                // never made to fit: the address is what is wrong
                told(false, subject, "names another federation or environment", "");
                return false;
            }
        }
        return true;
    }

    /** Whether a question with one answer is answered with yes. */
    public boolean truth(String question, String... parameters) throws SQLException {
        return text(question, parameters).equals("t");
    }

    /** The answer of a question that has one; {@code null} as text if it is null. */
    public String text(String question, String... parameters) throws SQLException {
        return texts(question, parameters).get(0);
    }

    /** The first column of all rows. */
    public List<String> texts(String question, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<String> all = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(String.valueOf(row.getString(1)));
                }
            }
            return all;
        }
    }
}
