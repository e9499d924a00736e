package dev.assay.server.store;

import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.WrongState;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells trouble of the store, which passes, from bugs, which do not. Codes are SQLSTATEs: PostgreSQL's documentation,
 * appendix A.
 */
final class PostgresFailures {
    private static final Duration RETRY_AFTER_FULL_DISK = Duration.ofSeconds(30);
    private static final Set<String> DEADLOCK = Set.of("40P01", "40001");

    private PostgresFailures() {}

    /** A {@link Failure} for trouble of the store; anything else as it is. */
    static RuntimeException translate(RuntimeException thrown) {
        if (thrown instanceof Failure) {
            return thrown;
        }
        SQLException sql = SqlErrors.cause(thrown);
        if (sql == null) {
            return thrown;
        }
        if (sql instanceof SQLTransientConnectionException) {
            return new Unavailable("no connection to the database is free, or none can be made", thrown);
        }
        RuntimeException failure = ofState(String.valueOf(sql.getSQLState()), thrown);
        return failure == null ? thrown : failure;
    }

    /** Whether a transaction was ended because it and another waited for each other. */
    static boolean isDeadlock(Throwable thrown) {
        SQLException sql = SqlErrors.cause(thrown);
        return sql != null && DEADLOCK.contains(String.valueOf(sql.getSQLState()));
    }

    /** Whether a statement failed because rows break a rule of the schema. */
    static boolean isConstraint(Throwable thrown) {
        SQLException sql = SqlErrors.cause(thrown);
        return sql != null && String.valueOf(sql.getSQLState()).startsWith("23");
    }

    private static @Nullable RuntimeException ofState(String state, Throwable cause) {
        return switch (state) {
            case "40P01", "40001" -> Unavailable.busy("transactions keep waiting for each other", cause);
            case "55P03" -> Unavailable.busy("another transaction holds a lock for too long", cause);
            case "57014" -> Unavailable.busy("the database took too long", cause);
            case "25006" -> new Unavailable("the database takes no writes: it may be a standby", cause);
            case "25P03", "25P04" -> new Unavailable("the database ended a transaction that took too long", cause);
            case "53100" -> new Overloaded("the disk of the database is full", RETRY_AFTER_FULL_DISK);
            case "54000" -> new WrongState("STORE_LIMIT", "a name is longer than the database can keep in an index");
            case "42501" ->
                new WrongState("STORE_PERMISSION", "the database role of the server lacks a privilege it needs");
            default -> ofClass(state.substring(0, Math.min(2, state.length())), cause);
        };
    }

    private static @Nullable RuntimeException ofClass(String stateClass, Throwable cause) {
        return switch (stateClass) {
            // Connection lost, resources, told to stop or starting, trouble of the system below.
            case "08", "53", "57", "58" -> new Unavailable("the database cannot be reached", cause);
            default -> null;
        };
    }
}
