package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

class NewSqliteFileTest {
    @TempDir
    Path directory;

    @Test
    void tables_areThoseFlywayMakes() throws Exception {
        SQLiteDataSource ours = source("ours.db");
        SQLiteDataSource flyways = source("flyways.db");
        NewSqliteFile.fill(ours);
        Migrations.run(flyways, "sqlite", null);

        String tables =
                "SELECT type, name, tbl_name, rootpage, rtrim(sql, ' ' || char(10)) FROM sqlite_master ORDER BY rowid";
        assertThat(rows(ours, tables)).isEqualTo(rows(flyways, tables)).hasSizeGreaterThan(Migrations.SCRIPTS.size());
        for (String pragma : List.of("user_version", "application_id", "encoding", "auto_vacuum", "page_size")) {
            assertThat(rows(ours, "PRAGMA " + pragma)).as(pragma).isEqualTo(rows(flyways, "PRAGMA " + pragma));
        }
    }

    @Test
    void history_isThatOfFlyway() throws Exception {
        SQLiteDataSource ours = source("ours.db");
        SQLiteDataSource flyways = source("flyways.db");
        NewSqliteFile.fill(ours);
        Migrations.run(flyways, "sqlite", null);

        String history = "SELECT installed_rank, version, description, type, script, checksum, installed_by, success,"
                + " typeof(installed_rank), typeof(version), typeof(checksum), typeof(installed_on), length(installed_on),"
                + " typeof(execution_time), typeof(success) FROM schema_history ORDER BY installed_rank";
        assertThat(rows(ours, history)).isEqualTo(rows(flyways, history)).hasSameSizeAs(Migrations.SCRIPTS);
        assertThat(Migrations.isCurrent(ours, "sqlite")).isTrue();
    }

    @Test
    void laterScripts_areAddedByFlyway() throws Exception {
        SQLiteDataSource ours = source("ours.db");
        NewSqliteFile.fill(ours);
        Path later = Files.createDirectory(directory.resolve("later"));
        Files.writeString(later.resolve("V900__later.sql"), "CREATE TABLE later (n INTEGER) STRICT;");

        Flyway.configure()
                .dataSource(ours)
                .locations("classpath:dev/assay/server/store/sqlite", "filesystem:" + later)
                .table(Migrations.HISTORY)
                .load()
                .migrate();

        assertThat(rows(ours, "SELECT name FROM sqlite_master WHERE name = 'later'"))
                .hasSize(1);
    }

    @Test
    void fileWithTables_isLeftAlone() throws Exception {
        SQLiteDataSource source = source("ours.db");
        execute(source, "CREATE TABLE mine (n INTEGER)");

        NewSqliteFile.fill(source);

        assertThat(rows(source, "SELECT name FROM sqlite_master")).containsExactly(List.of("mine"));
    }

    @Test
    void processKilledBeforeTheCommit_leavesAFileToBeginAnew() throws Exception {
        Path left = Files.createDirectory(directory.resolve("left"));
        SQLiteDataSource source = new SQLiteDataSource() {
            @Override
            public SQLiteConnection getConnection(String user, String password) throws SQLException {
                SQLiteConnection connection = super.getConnection(user, password);
                connection.addCommitListener(new BeforeCommit(() -> copyFiles(directory, left)));
                return connection;
            }
        };
        source.setUrl("jdbc:sqlite:" + directory.resolve(SqliteDatabase.FILE_NAME));
        source.setJournalMode("WAL");

        NewSqliteFile.fill(source);

        assertThat(left.resolve(SqliteDatabase.FILE_NAME)).exists();
        assertThat(rows(source("left/" + SqliteDatabase.FILE_NAME), "SELECT name FROM sqlite_master"))
                .isEmpty();
        try (SqliteDatabase database = SqliteDatabase.open(left)) {
            List<String> scripts = database.query(
                    handle -> handle.createQuery("SELECT script FROM schema_history ORDER BY installed_rank")
                            .mapTo(String.class)
                            .list());
            assertThat(scripts).isEqualTo(Migrations.SCRIPTS);
        }
    }

    @Test
    void fullDisk_leavesAFileToBeginAnew() throws Exception {
        SQLiteDataSource full = source("ours.db");
        full.setMaxPageCount(10);
        assertThatThrownBy(() -> NewSqliteFile.fill(full))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("full");

        SQLiteDataSource again = source("ours.db");
        assertThat(rows(again, "SELECT name FROM sqlite_master")).isEmpty();
        NewSqliteFile.fill(again);
        assertThat(Migrations.isCurrent(again, "sqlite")).isTrue();
    }

    private SQLiteDataSource source(String name) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + directory.resolve(name));
        source.setJournalMode("WAL");
        return source;
    }

    private record BeforeCommit(Runnable action) implements SQLiteCommitListener {
        @Override
        public void onCommit() {
            action.run();
        }

        @Override
        public void onRollback() {}
    }

    private static void copyFiles(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(SQLiteDataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static List<List<Object>> rows(SQLiteDataSource source, String sql) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(found.getObject(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
