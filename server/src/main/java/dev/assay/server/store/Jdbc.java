package dev.assay.server.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** Plain JDBC on a handle's connection, for the paths where every microsecond counts. */
final class Jdbc {
    private static final int MOST_ROWS = 256;

    private Jdbc() {}

    /** Work on a prepared statement. */
    interface Work<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    /** Does the work on a prepared statement, which closes its results. */
    static <T> T with(Handle handle, String sql, Work<T> work) {
        KeptStatements kept = handle.getConfig(KeptStatements.class);
        PreparedStatement statement = null;
        try {
            statement = kept.take(handle.getConnection(), sql);
            T result = work.apply(statement);
            kept.putBack(sql, statement);
            return result;
        } catch (SQLException e) {
            close(statement, e);
            throw new UnableToExecuteStatementException(e, null);
        } catch (RuntimeException | Error e) {
            close(statement, e);
            throw e;
        }
    }

    /** After a failure nothing is known of a statement. */
    private static void close(@Nullable PreparedStatement statement, Throwable cause) {
        try {
            if (statement != null) {
                statement.close();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Makes a record of the row at hand. */
    interface Row<R> {
        R read(ResultSet row) throws SQLException;
    }

    /**
     * Reads rows until they are larger than a limit together; the one that passes it is read as well. An engine that is
     * elsewhere sends the first row alone, and then as many at once as would fit were they as large as the largest so far.
     */
    static <R> List<R> readPast(PreparedStatement statement, long limit, Row<R> reader, ToLongFunction<R> size)
            throws SQLException {
        List<R> rows = new ArrayList<>();
        long total = 0;
        long largest = 1;
        statement.setFetchSize(1);
        try (ResultSet found = statement.executeQuery()) {
            while (total <= limit && found.next()) {
                R row = reader.read(found);
                rows.add(row);
                total += size.applyAsLong(row);
                largest = Math.max(largest, size.applyAsLong(row));
                found.setFetchSize((int) Math.max(1, Math.min(MOST_ROWS, (limit - total) / largest)));
            }
        }
        return rows;
    }

    /** As {@link #readPast}, but without the row that passes the limit, unless it is the first. */
    static <R> List<R> readWithin(PreparedStatement statement, long limit, Row<R> reader, ToLongFunction<R> size)
            throws SQLException {
        List<R> rows = readPast(statement, limit, reader, size);
        boolean passed = rows.stream().mapToLong(size).sum() > limit;
        return passed && rows.size() > 1 ? rows.subList(0, rows.size() - 1) : rows;
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
