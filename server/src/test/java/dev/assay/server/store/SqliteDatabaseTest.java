package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.vocabulary.Unavailable;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {
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

    private List<Integer> numbers() {
        return database.query(handle -> handle.createQuery("SELECT n FROM probe ORDER BY n")
                .mapTo(Integer.class)
                .list());
    }
}
