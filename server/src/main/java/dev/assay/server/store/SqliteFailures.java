package dev.assay.server.store;

import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.Unavailable;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells trouble of the store, which passes, from bugs, which do not. */
final class SqliteFailures {
    private static final Duration RETRY_AFTER_FULL_DISK = Duration.ofSeconds(30);

    private SqliteFailures() {}

    /** A {@link Failure} for trouble of the store; anything else as it is. */
    static RuntimeException translate(Throwable thrown) {
        SQLException sql = SqlErrors.cause(thrown);
        if (sql instanceof SQLTransientConnectionException) {
            return new Unavailable("all database connections are busy", thrown);
        }
        if (sql instanceof SQLiteException sqlite && !(thrown instanceof Failure)) {
            RuntimeException failure = ofCode(sqlite.getResultCode(), thrown);
            if (failure != null) {
                return failure;
            }
        }
        return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
    }

    /** Whether a statement names what is not there. */
    static boolean isSchema(Throwable thrown) {
        return SqlErrors.cause(thrown) instanceof SQLiteException sqlite && (sqlite.getResultCode().code & 0xff) == 1;
    }

    /** Whether a statement failed because rows break a rule of the schema. */
    static boolean isConstraint(Throwable thrown) {
        return SqlErrors.cause(thrown) instanceof SQLiteException sqlite && (sqlite.getResultCode().code & 0xff) == 19;
    }

    private static @Nullable RuntimeException ofCode(SQLiteErrorCode code, Throwable cause) {
        return switch (code.code & 0xff) {
            case 5, 6 -> new Unavailable("another program holds the database's write lock", cause);
            case 13 -> new Overloaded("the disk of the database is full", RETRY_AFTER_FULL_DISK);
            case 8, 10, 14 -> new Unavailable("the database file cannot be used: " + code, cause);
            default -> null;
        };
    }
}
