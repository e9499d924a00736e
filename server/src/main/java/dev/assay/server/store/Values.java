package dev.assay.server.store;

import dev.assay.server.vocabulary.Micros;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The values of a prepared statement, bound one after another. */
final class Values {
    private final PreparedStatement statement;
    private int place;

    private Values(PreparedStatement statement) {
        this.statement = statement;
    }

    /** Binds all values of a statement. */
    @FunctionalInterface
    interface Binding {
        void bind(Values values) throws SQLException;
    }

    /** The first row that a statement answers. */
    static <T> Optional<T> first(Handle handle, String sql, Binding binding, Jdbc.Row<T> reader) {
        return Jdbc.with(handle, sql, statement -> {
            binding.bind(new Values(statement));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
            }
        });
    }

    /** How many rows a statement changes. */
    static int update(Handle handle, String sql, Binding binding) {
        return Jdbc.with(handle, sql, statement -> {
            binding.bind(new Values(statement));
            return statement.executeUpdate();
        });
    }

    Values number(long value) throws SQLException {
        statement.setLong(++place, value);
        return this;
    }

    Values numberOrNull(@Nullable Long value) throws SQLException {
        statement.setObject(++place, value, Types.BIGINT);
        return this;
    }

    Values text(String value) throws SQLException {
        statement.setString(++place, value);
        return this;
    }

    Values time(Instant time) throws SQLException {
        return number(Micros.of(time));
    }
}
