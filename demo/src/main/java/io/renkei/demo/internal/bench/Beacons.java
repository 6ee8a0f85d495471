package io.renkei.demo.internal.bench;

import io.renkei.demo.internal.run.Fleet;
import io.renkei.demo.internal.run.Pair;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One row in every source of a fleet, whose value tells at the target which of the changes has arrived. */
final class Beacons {
    private final Fleet fleet;
    private final Map<Pair, PreparedStatement> looks = new HashMap<>();

    Beacons(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Commits the value at every source. */
    void light(int value) throws SQLException {
        for (Pair pair : fleet.pairs()) {
            try (Connection source = fleet.source().connect(pair.payment());
                    PreparedStatement write = source.prepareStatement(
                            "INSERT INTO payment.m_calendar VALUES ('999911', 'BCN', DATE '2000-01-01' + ?)"
                                    + " ON CONFLICT (processing_month, step_code)"
                                    + " DO UPDATE SET planned_on = excluded.planned_on")) {
                write.setInt(1, value);
                write.executeUpdate();
            }
        }
    }

    /** Those of some pairs whose target does not show the value yet. */
    List<Pair> dark(List<Pair> pairs, int value) throws SQLException {
        List<Pair> dark = new ArrayList<>();
        for (Pair pair : pairs) {
            try (ResultSet row = look(pair).executeQuery()) {
                if (!row.next() || row.getInt(1) != value) {
                    dark.add(pair);
                }
            }
        }
        return dark;
    }

    /** One session for each target, open as long as the server: logging in again for every look would cost the processor that is measured. */
    private PreparedStatement look(Pair pair) throws SQLException {
        PreparedStatement known = looks.get(pair);
        if (known == null) {
            known = fleet.target()
                    .connect(pair.copy())
                    .prepareStatement("SELECT planned_on - DATE '2000-01-01'"
                            + " FROM payment.m_calendar WHERE processing_month = '999911' AND step_code = 'BCN'");
            looks.put(pair, known);
        }
        return known;
    }
}
