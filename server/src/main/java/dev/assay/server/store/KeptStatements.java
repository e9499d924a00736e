package dev.assay.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jspecify.annotations.Nullable;

/**
 * Prepared statements of one connection that are used again: SQLite's driver keeps none, and to plan a small statement
 * takes longer than to execute it. A handle has none of them unless told so; for one thread. Public because Jdbi makes it.
 */
public final class KeptStatements implements JdbiConfig<KeptStatements> {
    private static final int MOST = 64;

    private @Nullable Map<String, PreparedStatement> kept;

    /** Keeps statements of a handle as long as its connection is open. */
    static void of(Handle handle) {
        handle.getConfig(KeptStatements.class).kept = new LinkedHashMap<>(MOST, 0.75f, true);
    }

    /** A statement for the caller alone, who puts it back or closes it. */
    PreparedStatement take(Connection connection, String sql) throws SQLException {
        PreparedStatement known = kept == null ? null : kept.remove(sql);
        return known == null ? connection.prepareStatement(sql) : known;
    }

    /** Takes a statement back that has done its work, with all its results closed. */
    void putBack(String sql, PreparedStatement statement) throws SQLException {
        if (kept == null) {
            statement.close();
            return;
        }
        statement.clearParameters();
        PreparedStatement other = kept.put(sql, statement);
        if (other != null) {
            other.close();
        }
        if (kept.size() > MOST) {
            var eldest = kept.entrySet().iterator();
            eldest.next().getValue().close();
            eldest.remove();
        }
    }

    /** A copy is for another handle, or for a statement that Jdbi prepares by itself. */
    @Override
    public KeptStatements createCopy() {
        return new KeptStatements();
    }
}
