package io.renkei.db.internal.apply;

import io.renkei.api.ErrorCode;
import io.renkei.api.LinkContext;
import io.renkei.api.LinkId;
import io.renkei.api.LinkProbe;
import io.renkei.api.Position;
import io.renkei.api.TransientLinkException;
import io.renkei.db.internal.apply.Checkpoints.Stored;
import io.renkei.db.internal.wire.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the target how it is, over a connection that is kept between questions; what takes longer than 2 s has failed. */
final class TargetProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetProbe.class);
    private static final String SECONDS = "2";

    private final LinkContext context;
    private final LinkId link;
    private @Nullable Connection connection;

    TargetProbe(LinkContext context) {
        this.context = context;
        this.link = context.id();
    }

    /**
     * The target's own words.
     *
     * @throws TransientLinkException {@link ErrorCode#TARGET_UNREACHABLE}
     */
    synchronized LinkProbe ask() {
        try {
            Connection open = connection;
            if (open == null) {
                open = connect();
                connection = open;
            }
            Stored stored = Checkpoints.read(open, link);
            if (stored == null) {
                return new LinkProbe("running", "", Position.START, Instant.EPOCH, 0);
            }
            return new LinkProbe("running", "", stored.checkpoint().position(), stored.newestCommit(), stored.items());
        } catch (SQLException e) {
            close();
            throw new TransientLinkException(link, ErrorCode.TARGET_UNREACHABLE, Databases.told(e), e);
        }
    }

    private Connection connect() throws SQLException {
        Properties login = Databases.login(context, "target", "probe");
        String url = String.valueOf(login.remove("renkei.url"));
        login.setProperty("connectTimeout", SECONDS);
        login.setProperty("loginTimeout", SECONDS);
        login.setProperty("socketTimeout", SECONDS);
        return Databases.connect(url, login);
    }

    @Override
    public synchronized void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.debug("closing the probe's connection failed", e);
            }
        }
    }
}
