package dev.assay.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * Brings a database to the newest schema. Flyway does; but loading it takes a quarter of a start, so its history is read
 * first, and a database that has all scripts as they are now needs no more. One that has further scripts, of a newer
 * version, is taken as well: a migration leaves the tables usable for the version before.
 */
final class Migrations {
    /** All scripts, oldest first; every engine has its own in a directory beside this class. A released one never changes. */
    static final List<String> SCRIPTS =
            List.of("V1__schema.sql", "V2__datasets.sql", "V3__labeling.sql", "V4__people_in_runs.sql");

    static final String HISTORY = "schema_history";

    private Migrations() {}

    /**
     * Migrates a database.
     *
     * @param engine the directory of the scripts
     * @param schema where the tables are, made if need be; null for the engine's default
     * @throws org.flywaydb.core.api.FlywayException if the database was made by other scripts, or a script fails
     */
    static void run(DataSource source, String engine, @Nullable String schema) {
        if (!isCurrent(source, engine)) {
            migrate(source, engine, schema);
        }
    }

    private static void migrate(DataSource source, String engine, @Nullable String schema) {
        Flyway.configure()
                .dataSource(source)
                .schemas(schema == null ? new String[0] : new String[] {schema})
                .locations("classpath:dev/assay/server/store/" + engine)
                .table(HISTORY)
                .load()
                .migrate();
    }

    /** Whether the history begins with all of today's scripts. False also if there is none or it cannot be read. */
    static boolean isCurrent(DataSource source, String engine) {
        List<Applied> past = new ArrayList<>();
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT script, checksum FROM " + HISTORY
                        + " WHERE type = 'SQL' AND success ORDER BY installed_rank");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                past.add(new Applied(rows.getString(1), rows.getInt(2)));
            }
        } catch (SQLException e) {
            // Whatever is wrong, the library meets it too and says so.
            return false;
        }
        List<Applied> needed = SCRIPTS.stream()
                .map(script -> new Applied(script, checksum(text(engine, script))))
                .toList();
        return past.size() >= needed.size() && past.subList(0, needed.size()).equals(needed);
    }

    static String text(String engine, String script) {
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
