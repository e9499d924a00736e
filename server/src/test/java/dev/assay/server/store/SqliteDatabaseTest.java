package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.vocabulary.Unavailable;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {
    private static final String NUMBERS = "SELECT n FROM probe ORDER BY n";

    @TempDir
    Path directory;

    SqliteDatabase database;

    @BeforeEach
    void open() {
        database = SqliteDatabase.open(directory);
        database.update(handle -> handle.execute("CREATE TABLE probe (n INTEGER PRIMARY KEY)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void write_isSeenByReadersAfterItReturns() {
        database.write(() -> insert(1));

        assertThat(numbers()).containsExactly(1);
    }

    @Test
    void write_thatThrows_leavesNothing() {
        assertThatThrownBy(() -> database.write(() -> {
                    insert(1);
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(numbers()).isEmpty();
    }

    @Test
    void nestedWrite_joinsTheTransaction() {
        assertThatThrownBy(() -> database.write(() -> {
                    database.write(() -> insert(1));
                    assertThat(numbers()).containsExactly(1);
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(numbers()).isEmpty();
    }

    @Test
    void writesInOneGroup_failAlone() {
        List<CompletableFuture<Void>> writes = IntStream.range(0, 200)
                .mapToObj(n -> CompletableFuture.runAsync(() -> database.write(() -> {
                    insert(n);
                    if (n % 3 == 0) {
                        throw new IllegalStateException("every third");
                    }
                })))
                .toList();
        writes.forEach(write -> write.handle((done, failure) -> done).join());

        assertThat(numbers())
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).filter(n -> n % 3 != 0).boxed().toList());
    }

    @Test
    void commitThatFails_failsTheWrite_andTheNextGoesThrough() {
        database.update(handle ->
                handle.execute("CREATE TABLE later (n INTEGER REFERENCES probe" + " DEFERRABLE INITIALLY DEFERRED)"));

        assertThatThrownBy(() -> database.update(handle -> handle.execute("INSERT INTO later VALUES (5)")))
                .hasStackTraceContaining("FOREIGN KEY");
        database.write(() -> {
            insert(1);
            return database.update(handle -> handle.execute("INSERT INTO later VALUES (1)"));
        });

        assertThat(numbers()).containsExactly(1);
    }

    @Test
    void statementThatIsKept_worksAfterItsFailures_andChangesOfItsTable() {
        add(1);
        assertThatThrownBy(() -> add(1)).hasMessageContaining("UNIQUE");
        add(2);
        assertThat(fromTheWriter()).containsExactly(1, 2);
        database.update(handle -> handle.execute("ALTER TABLE probe ADD COLUMN more TEXT"));
        add(3);
        database.update(handle -> handle.execute("CREATE INDEX more ON probe (more)"));
        assertThat(fromTheWriter()).containsExactly(1, 2, 3);
        database.update(handle -> handle.execute("DROP TABLE probe"));
        assertThatThrownBy(() -> add(4)).hasMessageContaining("no such table");
        database.update(handle -> handle.execute("CREATE TABLE probe (other TEXT, n INTEGER)"));

        add(5);

        assertThat(fromTheWriter()).containsExactly(5);
    }

    @Test
    void statementThatIsUsedInsideItself_isAnother() {
        IntStream.range(0, 4).forEach(this::add);

        List<List<Integer>> lists = database.update(handle -> Jdbc.with(handle, NUMBERS, statement -> {
            List<List<Integer>> found = new ArrayList<>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    assertThat(row.getInt(1)).isEqualTo(found.size());
                    found.add(fromTheWriter());
                }
            }
            return found;
        }));

        assertThat(lists).hasSize(4).containsOnly(List.of(0, 1, 2, 3));
    }

    @Test
    void statements_moreThanAreKept_allWork() {
        for (int round = 0; round < 2; round++) {
            for (int n = 0; n < 200; n++) {
                String sql = "SELECT " + n + " + CAST(? AS INTEGER)";
                int added = round;
                assertThat(database.<Optional<Integer>>update(handle ->
                                Values.first(handle, sql, values -> values.number(added), row -> row.getInt(1))))
                        .contains(n + round);
            }
        }
    }

    @Test
    void write_insideARead_isRefused() {
        assertThatThrownBy(() -> database.read(() -> {
                    insert(1);
                    return 0;
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void secondServer_isKeptOut() {
        assertThatThrownBy(() -> SqliteDatabase.open(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another server");
    }

    @Test
    void foreignWriteLock_makesWritesUnavailable_andReadsGoOn() throws Exception {
        try (var foreign = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(SqliteDatabase.FILE_NAME));
                var statement = foreign.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> insert(1)).isInstanceOf(Unavailable.class);
            assertThat(numbers()).isEmpty();
            statement.execute("ROLLBACK");
        }
        insert(1);
        assertThat(numbers()).containsExactly(1);
    }

    @Test
    void reopened_keepsWhatWasCommitted() {
        insert(7);
        database.close();
        database = SqliteDatabase.open(directory);

        assertThat(numbers()).containsExactly(7);
    }

    private int insert(int n) {
        return database.update(handle -> handle.execute("INSERT INTO probe VALUES (?)", n));
    }

    /** By a statement that the writer keeps. */
    private void add(int n) {
        database.update(
                handle -> Values.update(handle, "INSERT INTO probe (n) VALUES (?)", values -> values.number(n)));
    }

    private List<Integer> fromTheWriter() {
        return database.update(handle -> Jdbc.with(
                handle,
                NUMBERS,
                statement -> Jdbc.readPast(statement, Long.MAX_VALUE, row -> row.getInt(1), number -> 0)));
    }

    private List<Integer> numbers() {
        return database.query(handle -> handle.createQuery("SELECT n FROM probe ORDER BY n")
                .mapTo(Integer.class)
                .list());
    }
}
