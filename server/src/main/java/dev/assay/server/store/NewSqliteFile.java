package dev.assay.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Makes the tables of a new SQLite file, and a history in Flyway's words, so that a first start need not load Flyway;
 * what comes later is Flyway's. All in one transaction: a process killed on the way leaves a file without tables, which
 * the next start fills.
 */
final class NewSqliteFile {
    /** To the letter what Flyway makes, so that both kinds of files are one. */
    private static final List<String> HISTORY = List.of(
            """
            CREATE TABLE "%1$s" (
                "installed_rank" INT NOT NULL PRIMARY KEY,
                "version" VARCHAR(50),
                "description" VARCHAR(200) NOT NULL,
                "type" VARCHAR(20) NOT NULL,
                "script" VARCHAR(1000) NOT NULL,
                "checksum" INT,
                "installed_by" VARCHAR(100) NOT NULL,
                "installed_on" TEXT NOT NULL DEFAULT (strftime('%%Y-%%m-%%d %%H:%%M:%%f','now')),
                "execution_time" INT NOT NULL,
                "success" BOOLEAN NOT NULL
            )""".formatted(Migrations.HISTORY),
            "CREATE INDEX \"%1$s_s_idx\" ON \"%1$s\" (\"success\")".formatted(Migrations.HISTORY));

    private static final Pattern SCRIPT = Pattern.compile("V(.+?)__(.+)\\.sql");

    private NewSqliteFile() {}

    /** Makes all tables, unless there are any. */
    static void fill(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            if (hasTables(statement)) {
                return;
            }
            statement.execute("BEGIN IMMEDIATE");
            for (String part : HISTORY) {
                statement.execute(part);
            }
            for (int i = 0; i < Migrations.SCRIPTS.size(); i++) {
                String script = Migrations.SCRIPTS.get(i);
                String text = Migrations.text("sqlite", script);
                // Unlike the others this call executes all statements of a text.
                statement.executeUpdate(text);
                record(connection, i + 1, script, Migrations.checksum(text));
            }
            statement.execute("COMMIT");
        }
    }

    private static boolean hasTables(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT 1 FROM sqlite_master LIMIT 1")) {
            return row.next();
        }
    }

    private static void record(Connection connection, int rank, String script, int checksum) throws SQLException {
        Matcher name = SCRIPT.matcher(script);
        if (!name.matches()) {
            throw new IllegalStateException(script + " is no name of a migration");
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + Migrations.HISTORY
                + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)"
                + " VALUES (?, ?, ?, 'SQL', ?, ?, '', 0, 1)")) {
            insert.setInt(1, rank);
            insert.setString(2, name.group(1).replace('_', '.'));
            insert.setString(3, name.group(2).replace('_', ' '));
            insert.setString(4, script);
            insert.setInt(5, checksum);
            insert.executeUpdate();
        }
    }
}
