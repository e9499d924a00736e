package dev.assay.server.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.BitSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Plain JDBC on a handle's connection, for the paths where every microsecond counts. */
final class Jdbc {
    private static final int FETCH_ROWS = 32;

    private Jdbc() {}

    /** Work on a prepared statement. */
    interface Work<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    /** Prepares a statement, does the work and closes it. */
    static <T> T with(Handle handle, String sql, Work<T> work) {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
            // Rows may be large: an engine that fetches them from afar must not fetch all that a page may need at once.
            statement.setFetchSize(FETCH_ROWS);
            return work.apply(statement);
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    /** The positions in a batch of the statements that changed a row. */
    static BitSet changed(int[] updateCounts) {
        BitSet changed = new BitSet(updateCounts.length);
        for (int i = 0; i < updateCounts.length; i++) {
            changed.set(i, updateCounts[i] > 0);
        }
        return changed;
    }
}
