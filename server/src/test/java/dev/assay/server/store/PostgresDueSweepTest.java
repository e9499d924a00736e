package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers that find the same jobs due. */
class PostgresDueSweepTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:01Z");
    private static final int DUE = 300;

    @TempDir
    Path directory;

    @Test
    void sweep_byThreeServersAtOnce_beginsEveryRunOnce() {
        PostgresSettings settings = PostgresForTests.cleanDatabase();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (StandingJobs one = server(settings);
                StandingJobs two = server(settings);
                StandingJobs three = server(settings)) {
            one.insert(2 * DUE);
            one.makeDue(1, DUE, NOW);

            int begun = List.of(one, two, three).stream()
                    .map(server -> CompletableFuture.supplyAsync(() -> server.sweep(NOW), threads))
                    .toList()
                    .stream()
                    .mapToInt(CompletableFuture::join)
                    .sum();

            assertThat(begun).isEqualTo(DUE);
            assertThat(one.sweep(NOW)).isZero();
            assertThat(count(one, "SELECT count(*) FROM run")).isEqualTo(DUE);
            assertThat(count(one, "SELECT count(DISTINCT job) FROM run WHERE due_count = 1"))
                    .isEqualTo(DUE);
            assertThat(count(one, "SELECT count(*) FROM sampling_interval WHERE seal_time IS NULL"))
                    .isEqualTo(2 * DUE);
        } finally {
            threads.shutdownNow();
        }
    }

    private StandingJobs server(PostgresSettings settings) {
        return new StandingJobs(PostgresDatabase.open(settings), directory);
    }

    private static int count(StandingJobs jobs, String sql) {
        return jobs.database()
                .query(handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }
}
