package dev.assay.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import javax.sql.DataSource;

/**
 * Brings a database to the newest schema: runs the scripts it lacks, in order and in one transaction, and refuses one
 * whose past is another than ours. Every engine has scripts of the same names in a directory of its own.
 *
 * <p>The table {@code schema_history} looks as Flyway keeps it, checksums included, so that its tools can read it.
 */
final class Migrations {
    /** All scripts, oldest first. One that was released never changes. */
    static final List<String> SCRIPTS = List.of("V1__schema.sql");

    private static final String HISTORY = """
            CREATE TABLE IF NOT EXISTS schema_history (
              installed_rank INTEGER       NOT NULL PRIMARY KEY,
              version        VARCHAR(50),
              description    VARCHAR(200)  NOT NULL,
              type           VARCHAR(20)   NOT NULL,
              script         VARCHAR(1000) NOT NULL,
              checksum       INTEGER,
              installed_by   VARCHAR(100)  NOT NULL,
              installed_on   TIMESTAMP     NOT NULL DEFAULT CURRENT_TIMESTAMP,
              execution_time INTEGER       NOT NULL,
              success        BOOLEAN       NOT NULL
            )""";

    private final String engine;
    private final List<String> scripts;
    private final List<String> preparation;

    /** The migrations of these scripts in the directory of an engine, and statements to execute before each run. */
    Migrations(String engine, List<String> scripts, String... preparation) {
        this.engine = engine;
        this.scripts = scripts;
        this.preparation = List.of(preparation);
    }

    /**
     * Migrates a database. Its engine is the name of the directory, beside this class, that holds its scripts; the
     * preparation is in the same transaction, before anything is looked at.
     *
     * @throws IllegalStateException if the database was made by other scripts or by a newer version
     */
    static void run(DataSource source, String engine, String... preparation) throws SQLException {
        new Migrations(engine, SCRIPTS, preparation).run(source);
    }

    void run(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                migrate(connection);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private void migrate(Connection connection) throws SQLException {
        for (String statement : preparation) {
            execute(connection, statement);
        }
        // Prepared, because only that begins SQLite's transaction.
        execute(connection, HISTORY);
        List<Applied> past = past(connection);
        for (int i = 0; i < past.size(); i++) {
            check(past.get(i), i);
        }
        for (int i = past.size(); i < scripts.size(); i++) {
            apply(connection, i);
        }
    }

    private void check(Applied applied, int index) {
        if (index >= scripts.size()) {
            throw new IllegalStateException(
                    "the database was made by a newer version: it has the migration " + applied.script());
        }
        String script = scripts.get(index);
        if (!applied.script().equals(script) || applied.checksum() != checksum(text(script))) {
            throw new IllegalStateException(
                    "the database was made by another " + applied.script() + " than this version's " + script);
        }
    }

    private void apply(Connection connection, int index) throws SQLException {
        String script = scripts.get(index);
        String text = text(script);
        long began = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            // Takes several statements at once, with both drivers.
            statement.executeUpdate(text);
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO schema_history (installed_rank,"
                + " version, description, type, script, checksum, installed_by, execution_time, success)"
                + " VALUES (?, ?, ?, 'SQL', ?, ?, 'assay', ?, ?)")) {
            insert.setInt(1, index + 1);
            insert.setString(2, script.substring(1, script.indexOf("__")));
            insert.setString(
                    3,
                    script.substring(script.indexOf("__") + 2, script.lastIndexOf('.'))
                            .replace('_', ' '));
            insert.setString(4, script);
            insert.setInt(5, checksum(text));
            insert.setInt(6, (int) millis);
            insert.setBoolean(7, true);
            insert.executeUpdate();
        }
    }

    private static List<Applied> past(Connection connection) throws SQLException {
        List<Applied> past = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT script, checksum FROM schema_history WHERE type = 'SQL' ORDER BY installed_rank");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                past.add(new Applied(rows.getString(1), rows.getInt(2)));
            }
        }
        return past;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private String text(String script) {
        try (InputStream in = Migrations.class.getResourceAsStream(engine + "/" + script)) {
            if (in == null) {
                throw new IllegalStateException("this program lacks the migration " + engine + "/" + script);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the lines without their ends, as Flyway reckons. */
    static int checksum(String text) {
        CRC32 crc = new CRC32();
        text.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }

    private record Applied(String script, int checksum) {}
}
