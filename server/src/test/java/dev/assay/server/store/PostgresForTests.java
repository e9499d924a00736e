package dev.assay.server.store;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for the tests of this process, durable as in production, and a new database in it for whoever asks.
 *
 * <p>It is, in this order: the one that {@code ASSAY_TEST_POSTGRESQL} names (a JDBC URL of a role that may make
 * databases), the one of the published binaries, one that is installed. Without any, tests that need it are skipped and
 * say so, and fail where {@code CI} is set.
 */
public final class PostgresForTests {
    private static final String NO_POSTGRESQL = "NO POSTGRESQL, so its tests do not run: ";
    private static final List<String> DURABLE = List.of("fsync", "full_page_writes", "synchronous_commit");

    /** Rows are deleted, not truncated: new files for every table and index cost more than a few dead rows. */
    private static final String CLEAN = """
            DO $$ DECLARE found record; BEGIN
              FOR found IN SELECT nspname AS name FROM pg_namespace
                  WHERE nspname NOT IN ('assay', 'public', 'information_schema') AND nspname NOT LIKE 'pg\\_%' LOOP
                EXECUTE format('DROP SCHEMA %I CASCADE', found.name);
              END LOOP;
              FOR found IN SELECT tablename AS name FROM pg_tables
                  WHERE schemaname = 'assay' AND tablename <> 'schema_history' LOOP
                EXECUTE format('DELETE FROM assay.%I', found.name);
              END LOOP;
              FOR found IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'assay' LOOP
                EXECUTE format('ALTER SEQUENCE assay.%I RESTART', found.name);
              END LOOP;
            END $$""";

    private static @Nullable PostgresSettings shared;
    private static @Nullable String adminUrl;
    private static @Nullable String missing;

    private PostgresForTests() {}

    /**
     * How to reach a database in which Assay's tables stand and are empty, and nothing else is. It is the same one for all:
     * one test at a time uses it and closes its connections.
     */
    public static synchronized PostgresSettings cleanDatabase() {
        if (shared == null) {
            shared = emptyDatabase();
            PostgresDatabase.open(shared).close();
        } else {
            execute(shared.url(), CLEAN);
        }
        return shared;
    }

    /** The same database as {@link #cleanDatabase}, on connections whose commits do not wait for the disk. */
    public static PostgresSettings hastyDatabase() {
        PostgresSettings usual = cleanDatabase();
        String parameter = (usual.url().contains("?") ? "&" : "?") + "options=-c%20synchronous_commit=off";
        return new PostgresSettings(usual.url() + parameter, usual.user(), usual.password(), usual.connections());
    }

    /** How to reach a new database that holds nothing. */
    public static synchronized PostgresSettings emptyDatabase() {
        String name = "assay_" + UUID.randomUUID().toString().replace('-', '_');
        execute(admin(), "CREATE DATABASE " + name);
        return new PostgresSettings(admin().replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1"), null, null, 16);
    }

    /** Where the programs of that PostgreSQL are, for tests that run one of their own. */
    static synchronized Path binaries() {
        try (Connection connection = DriverManager.getConnection(admin());
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT setting FROM pg_config WHERE name = 'BINDIR'")) {
            found.next();
            Path binaries = Path.of(found.getString(1));
            return Files.isExecutable(binaries.resolve("initdb"))
                    ? binaries
                    : abort("the programs of ASSAY_TEST_POSTGRESQL are not on this machine");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String admin() {
        if (adminUrl == null && missing == null) {
            start();
        }
        if (adminUrl == null) {
            String message = NO_POSTGRESQL + missing;
            if (System.getenv("CI") != null) {
                throw new IllegalStateException(message);
            }
            return abort(message);
        }
        return adminUrl;
    }

    private static void start() {
        String given = System.getenv("ASSAY_TEST_POSTGRESQL");
        if (given != null) {
            adminUrl = given;
            return;
        }
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setServerConfig("max_connections", "500");
            DURABLE.forEach(setting -> builder.setServerConfig(setting, "on"));
            // It stops with this process.
            EmbeddedPostgres server =
                    builder.setPGStartupWait(Duration.ofSeconds(60)).start();
            adminUrl = server.getJdbcUrl("postgres", "postgres");
        } catch (IOException | RuntimeException | LinkageError e) {
            startInstalled("the published binaries do not start: " + e);
        }
    }

    private static void startInstalled(String problem) {
        try (Stream<Path> versions = Files.isDirectory(Path.of("/usr/lib/postgresql"))
                ? Files.list(Path.of("/usr/lib/postgresql"))
                : Stream.empty()) {
            Path binaries = versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("and none is installed"));
            adminUrl = new InstalledPostgres(binaries).start();
        } catch (IOException | InterruptedException | RuntimeException e) {
            missing = problem + "; " + e.getMessage();
            System.err.println(NO_POSTGRESQL + missing);
        }
    }
}
