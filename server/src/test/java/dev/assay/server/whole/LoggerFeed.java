package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.LogCounts;
import dev.assay.client.LogOutcome;
import dev.assay.client.PredictionLogger;
import dev.assay.server.whole.Acknowledged.Group;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A serving process that logs with our client, as its users do, to one replica. */
final class LoggerFeed implements AutoCloseable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int PREDICTIONS_PER_TRUTH = 8;
    /** So many predictions before it is logged one's truth is known: two seconds. */
    private static final int AHEAD = 100;

    private static final Duration FLUSH_LIMIT = Duration.ofSeconds(60);

    private final PredictionLogger logger;
    private final int number;
    private final BlockingQueue<Group> known;
    private final List<String> queued = new ArrayList<>();
    private volatile boolean ending;
    private volatile boolean flushed;

    /** Puts some of its predictions, a while before it logs them, among those whose truth is known. */
    LoggerFeed(ManagedChannel replica, String modelVersion, int number, BlockingQueue<Group> known) {
        this.number = number;
        this.known = known;
        this.logger = PredictionLogger.builder(replica, modelVersion)
                .answerTimeout(Duration.ofSeconds(4))
                .build();
    }

    void run() throws InterruptedException {
        int announced = 0;
        for (int n = 0; n <= announced || !ending; n++) {
            if (n % PREDICTIONS_PER_TRUTH == 0 && !ending) {
                announced = n + AHEAD;
                known.add(new Group(List.of(id(announced)), 0));
            }
            String id = id(n);
            LogOutcome outcome = logger.log(
                    id, Instant.now(), "{\"image\":\"\"}", "{\"labels\":[\"" + n % 10 + "\"],\"scores\":[0.5]}");
            if (outcome == LogOutcome.QUEUED) {
                queued.add(id);
            }
            LockSupport.parkNanos(PERIOD_NANOS);
        }
        flushed = logger.flush(FLUSH_LIMIT);
    }

    private String id(int n) {
        return "logger-" + number + "-" + n;
    }

    void end() {
        ending = true;
    }

    /** Fails unless everything that was queued is stored, and answered so. To be called when it has ended. */
    void assertComplete(Set<String> rows) {
        LogCounts counts = logger.counts();
        assertThat(flushed).as(toString()).isTrue();
        assertThat(counts.dropped()).as(toString()).isZero();
        assertThat(counts.answers().sampled() + counts.answers().duplicate()).isEqualTo(queued.size());
        assertThat(ReplicasUnderFaultsTest.missing(rows, queued))
                .as("queued and lost")
                .isEmpty();
    }

    @Override
    public void close() {
        logger.close(Duration.ZERO);
    }

    @Override
    public String toString() {
        return logger.counts() + ", last problem: " + logger.lastProblem().orElse("none");
    }
}
