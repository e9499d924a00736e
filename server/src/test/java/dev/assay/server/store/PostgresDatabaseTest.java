package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PostgresDatabaseTest {
    private static final ResourceName ONE = ResourceName.of(ResourceKind.PROJECT, "one");
    private static final ResourceName TWO = ResourceName.of(ResourceKind.PROJECT, "two");

    private PostgresSettings settings;
    private PostgresDatabase database;

    @BeforeEach
    void open() {
        settings = PostgresForTests.cleanDatabase();
        database = PostgresDatabase.open(settings);
        database.update(handle -> handle.execute("CREATE SCHEMA probe"));
        database.update(handle -> handle.execute("CREATE TABLE probe.n (n INTEGER PRIMARY KEY)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void write_isSeenAfterItReturns_andAnotherServerSeesIt() {
        database.write(() -> insert(1));

        assertThat(numbers(database)).containsExactly(1);
        try (PostgresDatabase other = PostgresDatabase.open(settings)) {
            assertThat(numbers(other)).containsExactly(1);
        }
    }

    @Test
    void write_thatThrows_leavesNothing_andNestedOnesJoinIt() {
        assertThatThrownBy(() -> database.write(() -> {
                    database.write(() -> insert(1));
                    assertThat(numbers(database)).containsExactly(1);
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(numbers(database)).isEmpty();
    }

    @Test
    void writesThatThrow_moreThanThereAreConnections_takeNoneAway() {
        for (int i = 0; i < 3 * settings.connections(); i++) {
            assertThatThrownBy(() -> database.write(() -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }

        insert(1);
        assertThat(numbers(database)).containsExactly(1);
    }

    @Test
    void write_insideARead_isRefused() {
        assertThatThrownBy(() -> database.read(() -> insert(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void read_isOverOneState_whateverIsWrittenMeanwhile() {
        database.read(() -> {
            assertThat(numbers(database)).isEmpty();
            CompletableFuture.runAsync(() -> insert(1)).join();
            assertThat(numbers(database)).isEmpty();
            return true;
        });
        assertThat(numbers(database)).containsExactly(1);
    }

    @Test
    void lock_keepsOthersWaiting_untilTheTransactionEnds() throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> database.write(() -> {
            database.lock(ONE);
            locked.countDown();
            awaitOn(waiting);
            insert(1);
        }));
        locked.await();
        CompletableFuture<List<Integer>> second = CompletableFuture.supplyAsync(() -> database.write(() -> {
            database.lock(TWO);
            waiting.countDown();
            database.lock(ONE);
            return numbers(database);
        }));

        assertThat(second.get(30, TimeUnit.SECONDS)).containsExactly(1);
        first.join();
    }

    @Test
    void lock_outsideOfAWrite_isRefused() {
        assertThatThrownBy(() -> database.lock(ONE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> database.read(() -> {
                    database.lock(ONE);
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void transactionsThatWaitForEachOther_bothGoThrough() {
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger tries = new AtomicInteger();
        CompletableFuture<Void> forth = CompletableFuture.runAsync(() -> lockBoth(ONE, TWO, both, tries, 1));
        CompletableFuture<Void> back = CompletableFuture.runAsync(() -> lockBoth(TWO, ONE, both, tries, 2));
        forth.join();
        back.join();

        assertThat(numbers(database)).containsExactly(1, 2);
        assertThat(tries.get()).isGreaterThan(2);
    }

    private void lockBoth(ResourceName first, ResourceName then, CyclicBarrier both, AtomicInteger tries, int n) {
        database.write(() -> {
            database.lock(first);
            if (tries.incrementAndGet() <= 2) {
                awaitOn(both);
            }
            database.lock(then);
            insert(n);
        });
    }

    @Test
    void connectionThatIsCut_makesTheCallUnavailable_andTheNextOneWorks() {
        assertThatThrownBy(() -> database.write(() -> {
                    insert(1);
                    cutConnectionsOfOthers();
                    insert(2);
                }))
                .isInstanceOf(Unavailable.class);

        assertThat(numbers(database)).isEmpty();
        insert(3);
        assertThat(numbers(database)).containsExactly(3);
    }

    /** From within a second server, whose own connections stay. */
    private void cutConnectionsOfOthers() {
        CompletableFuture.runAsync(() -> {
                    try (PostgresDatabase other = PostgresDatabase.open(settings)) {
                        other.update(handle -> handle.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND state = 'idle in transaction'"
                                + " AND pid <> pg_backend_pid()"));
                    }
                })
                .join();
    }

    @Test
    void everyConnectionBusy_makesFurtherCallsUnavailable() {
        PostgresSettings few = new PostgresSettings(settings.url(), settings.user(), settings.password(), 4);
        try (PostgresDatabase small = PostgresDatabase.open(few)) {
            CountDownLatch end = new CountDownLatch(1);
            CountDownLatch busy = new CountDownLatch(2);
            List<CompletableFuture<Void>> hogs = List.of(hog(small, busy, end), hog(small, busy, end));
            awaitOn(busy);

            assertThatThrownBy(() -> small.write(() -> 0)).isInstanceOf(Unavailable.class);
            assertThat(numbers(small)).isEmpty();
            end.countDown();
            hogs.forEach(CompletableFuture::join);
        }
    }

    private static CompletableFuture<Void> hog(PostgresDatabase database, CountDownLatch busy, CountDownLatch end) {
        return CompletableFuture.runAsync(() -> database.write(() -> {
            busy.countDown();
            awaitOn(end);
        }));
    }

    @Test
    void closedDatabase_isUnavailable() {
        database.close();

        assertThatThrownBy(() -> insert(1)).isInstanceOf(Unavailable.class);
    }

    @Test
    void noServer_isToldWithoutThePassword() {
        PostgresSettings nobody = new PostgresSettings("jdbc:postgresql://127.0.0.1:1/assay", "me", "s3cret", 4);

        assertThatThrownBy(() -> PostgresDatabase.open(nobody, Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("--database-url")
                .hasMessageNotContaining("s3cret");
    }

    private int insert(int n) {
        return database.update(handle -> handle.execute("INSERT INTO probe.n VALUES (?)", n));
    }

    private static List<Integer> numbers(PostgresDatabase database) {
        return database.query(handle -> handle.createQuery("SELECT n FROM probe.n ORDER BY n")
                .mapTo(Integer.class)
                .list());
    }

    private static void awaitOn(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitOn(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
