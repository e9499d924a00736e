package dev.assay.server.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Finds what a database said inside what was thrown. */
final class SqlErrors {
    private SqlErrors() {}

    /** The SQLSTATE of the first SQL exception among the causes; empty if there is none. */
    static String stateOf(Throwable thrown) {
        SQLException sql = cause(thrown);
        return sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
    }

    /** What that exception says; null if there is none. */
    static @Nullable String messageOf(Throwable thrown) {
        SQLException sql = cause(thrown);
        return sql == null ? null : sql.getMessage();
    }

    /** The first SQL exception among the causes. */
    static @Nullable SQLException cause(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
