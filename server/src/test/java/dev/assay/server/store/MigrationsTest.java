package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

class MigrationsTest {
    /** In the directory of an engine that only tests have. */
    private static final String ENGINE = "migrations";

    private static final String MAKES = "V1__makes_a_table.sql";
    private static final String FILLS = "V2__fills_it.sql";
    private static final String BREAKS = "V3__breaks_half_way.sql";

    @TempDir
    Path directory;

    private SQLiteDataSource source;

    @BeforeEach
    void connect() {
        SQLiteConfig config = new SQLiteConfig();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + directory.resolve("m.db"));
    }

    @Test
    void emptyDatabase_getsAllScripts_inOrder() throws Exception {
        run(MAKES, FILLS);

        assertThat(rows("SELECT n FROM made ORDER BY n")).containsExactly("1", "2;3");
        assertThat(rows("SELECT installed_rank || ' ' || version || ' ' || description || ' ' || success"
                        + " FROM schema_history ORDER BY 1"))
                .containsExactly("1 1 makes a table 1", "2 2 fills it 1");
    }

    @Test
    void secondRun_changesNothing() throws Exception {
        run(MAKES, FILLS);

        run(MAKES, FILLS);

        assertThat(rows("SELECT n FROM made ORDER BY n")).containsExactly("1", "2;3");
        assertThat(rows("SELECT version FROM schema_history")).hasSize(2);
    }

    @Test
    void olderDatabase_getsWhatItLacks() throws Exception {
        run(MAKES);
        assertThat(rows("SELECT n FROM made")).isEmpty();

        run(MAKES, FILLS);

        assertThat(rows("SELECT n FROM made ORDER BY n")).containsExactly("1", "2;3");
    }

    @Test
    void scriptThatFails_leavesNothingOfAny() {
        assertThatThrownBy(() -> run(MAKES, FILLS, BREAKS)).isInstanceOf(SQLException.class);

        assertThat(rows("SELECT name FROM sqlite_master")).isEmpty();
    }

    @Test
    void changedScript_isRefused() throws Exception {
        run(MAKES);
        change("UPDATE schema_history SET checksum = checksum + 1");

        assertThatThrownBy(() -> run(MAKES, FILLS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(MAKES);
        assertThat(rows("SELECT n FROM made")).isEmpty();
    }

    @Test
    void newerDatabase_isRefused() throws Exception {
        run(MAKES, FILLS);

        assertThatThrownBy(() -> run(MAKES))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("newer")
                .hasMessageContaining(FILLS);
    }

    @Test
    void checksum_isFlyways() {
        // Of the lines "CREATE TABLE t (n INTEGER);" and "-- ü" together, which is what Flyway takes it of.
        assertThat(Migrations.checksum("CREATE TABLE t (n INTEGER);\r\n-- ü\n"))
                .isEqualTo(Migrations.checksum("CREATE TABLE t (n INTEGER);\n-- ü"))
                .isEqualTo(-809585666);
    }

    private void run(String... scripts) throws SQLException {
        new Migrations(ENGINE, List.of(scripts)).run(source);
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private List<String> rows(String sql) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> read = new ArrayList<>();
            while (rows.next()) {
                read.add(rows.getString(1));
            }
            return read;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
