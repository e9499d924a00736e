package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

class MigrationsTest {
    @TempDir
    Path directory;

    private final SQLiteDataSource source = new SQLiteDataSource();

    @BeforeEach
    void connect() {
        source.setUrl("jdbc:sqlite:" + directory.resolve("m.db"));
    }

    @Test
    void emptyDatabase_isMigrated_andThenKnownToBeCurrent() {
        assertThat(Migrations.isCurrent(source, "sqlite")).isFalse();

        Migrations.run(source, "sqlite", null);

        assertThat(Migrations.isCurrent(source, "sqlite")).isTrue();
        Migrations.run(source, "sqlite", null);
    }

    @Test
    void databaseMadeByAnotherScript_isRefused() throws Exception {
        Migrations.run(source, "sqlite", null);
        execute("UPDATE schema_history SET checksum = checksum + 1");

        assertThatThrownBy(() -> Migrations.run(source, "sqlite", null))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void databaseOfANewerVersion_isTaken() throws Exception {
        Migrations.run(source, "sqlite", null);
        execute("INSERT INTO schema_history SELECT 99, '99', 'later', type, 'V99__later.sql', 7, installed_by,"
                + " installed_on, execution_time, success FROM schema_history WHERE version = '1'");

        assertThat(Migrations.isCurrent(source, "sqlite")).isTrue();
    }

    /** A script that is not in the list would not be run on databases that have all others. */
    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void everyScript_isInTheList(String engine) throws Exception {
        Path scripts = Path.of(
                Objects.requireNonNull(Migrations.class.getResource(engine)).toURI());
        try (Stream<Path> files = Files.list(scripts)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertThat(names).containsExactlyInAnyOrderElementsOf(Migrations.SCRIPTS);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
