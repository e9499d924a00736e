package dev.assay.server.store;

import dev.assay.server.vocabulary.WrongState;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;

/** Sample tables are their users' as well: who drops one, or adds a rule to it, must be told so and not that Assay broke. */
final class SampleTableTrouble {
    /** SQLSTATEs: no such table, column, schema or unique index, other type, rules and triggers, a table that is hidden. */
    private static final Set<String> POSTGRESQL =
            Set.of("42P01", "42703", "3F000", "42P10", "42804", "23502", "23514", "P0001", "42P07");

    private SampleTableTrouble() {}

    /**
     * Does work on a sample table.
     *
     * @throws WrongState if the table was dropped or changed so that the work cannot be done
     */
    static <T> T explain(Dialect dialect, Object table, Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException e) {
            if (!isOfTable(dialect, e)) {
                throw e;
            }
            throw new WrongState(
                    "SAMPLE_TABLE_MISMATCH",
                    "sample table " + table + " was dropped or changed: "
                            + String.valueOf(SqlErrors.messageOf(e))
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
        }
    }

    private static boolean isOfTable(Dialect dialect, Throwable thrown) {
        return switch (dialect) {
            case SQLITE -> SqliteFailures.isSchema(thrown) || SqliteFailures.isConstraint(thrown);
            case POSTGRESQL -> POSTGRESQL.contains(SqlErrors.stateOf(thrown));
        };
    }
}
