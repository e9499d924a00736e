package dev.assay.server.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Finds what a database said inside what was thrown. */
final class SqlErrors {
    private SqlErrors() {}

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
