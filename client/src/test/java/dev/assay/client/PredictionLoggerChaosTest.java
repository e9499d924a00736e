package dev.assay.client;

import static dev.assay.client.FakePredictionLog.MODEL_VERSION;
import static dev.assay.client.FakePredictionLog.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.client.FakePredictionLog.Reaction;
import dev.assay.v1.SamplingPolicy.State;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that breaks streams, loses answers and falls silent, under callers that do not care. */
@Timeout(120)
class PredictionLoggerChaosTest {
    private static final int CALLERS = 4;
    private static final int CALLS = 5_000;

    private final FakePredictionLog fake = new FakePredictionLog();
    private final Map<LogOutcome, Integer> told = new EnumMap<>(LogOutcome.class);
    private final Set<String> queuedIds = Collections.synchronizedSet(new HashSet<>());

    @ParameterizedTest
    @ValueSource(longs = {1, 20261122, 77})
    void countsAddUpAndNothingAnsweredIsLost_underSeededChaos(long seed) throws Exception {
        System.out.println("chaos seed " + seed);
        Random chaos = new Random(seed);
        fake.reaction = request -> {
            synchronized (chaos) {
                return switch (chaos.nextInt(40)) {
                    case 0 -> Reaction.BREAK_BEFORE_STORING;
                    case 1 -> Reaction.BREAK_AFTER_STORING;
                    case 2 -> Reaction.STAY_SILENT;
                    case 3 -> Reaction.SKIP_ANSWER;
                    case 4 -> Reaction.END_STREAM;
                    default -> Reaction.ANSWER;
                };
            }
        };
        fake.policy(policy(1, 0.5, State.OPEN));
        String name = InProcessServerBuilder.generateName();
        Server server =
                InProcessServerBuilder.forName(name).addService(fake).build().start();
        ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
        PredictionLogger logger = PredictionLogger.builder(channel, MODEL_VERSION)
                .queueLimits(1_500, 10 << 20)
                .batches(25, 1 << 20, Duration.ofMillis(5))
                .answerTimeout(Duration.ofMillis(150))
                .random(new Random(seed))
                .build();
        try {
            callFromManyThreads(logger, seed);
            fake.reaction = request -> Reaction.ANSWER;
            assertThat(logger.flush(Duration.ofSeconds(60))).as("flushed").isTrue();
            verify(logger.counts());
        } finally {
            logger.close();
            channel.shutdownNow();
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private void callFromManyThreads(PredictionLogger logger, long seed) throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int c = 0; c < CALLERS; c++) {
            int caller = c;
            Thread thread = new Thread(() -> call(logger, caller, new Random(seed + caller)));
            callers.add(thread);
            thread.start();
        }
        for (Thread thread : callers) {
            thread.join();
        }
    }

    private void call(PredictionLogger logger, int caller, Random random) {
        for (int i = 0; i < CALLS; i++) {
            String id = caller + "-" + i;
            LogOutcome outcome = logger.log(id, Instant.EPOCH, "{\"n\":" + i + "}", "1");
            synchronized (told) {
                told.merge(outcome, 1, Integer::sum);
            }
            if (outcome == LogOutcome.QUEUED) {
                queuedIds.add(id);
            }
            if (random.nextInt(50) == 0) {
                LockSupport.parkNanos(random.nextInt(10_000_000));
            }
            if (caller == 0 && i % 1_000 == 999) {
                fake.policy(policy(1 + i / 1_000, 0.5, i % 2_000 == 999 ? State.FULL : State.OPEN));
            }
            LogCounts counts = logger.counts();
            assertThat(counts.pending()).isNotNegative();
        }
    }

    private void verify(LogCounts counts) {
        assertThat(counts.offered()).isEqualTo(CALLERS * CALLS);
        for (LogOutcome outcome : LogOutcome.values()) {
            assertThat(counts.of(outcome)).as(outcome.name()).isEqualTo((long) told.getOrDefault(outcome, 0));
        }
        assertThat(counts.pending()).isZero();
        assertThat(counts.refused()).isZero();
        assertThat(counts.acknowledged()).isEqualTo(queuedIds.size());
        assertThat(fake.stored.keySet()).isEqualTo(queuedIds);
        assertThat(counts.answers().total()).isEqualTo(counts.acknowledged());
        assertThat(counts.answers().sampled() + counts.answers().duplicate()).isEqualTo(counts.acknowledged());
        long reported = fake.population.values().stream()
                .mapToLong(p -> p.getNotSelected() + p.getDropped() + p.getOverLimit())
                .sum();
        assertThat(reported)
                .isEqualTo(counts.of(LogOutcome.NOT_SELECTED) + counts.of(LogOutcome.FULL) + counts.dropped());
        assertThat(fake.sequences().keySet())
                .as("sequences without gaps")
                .hasSize(Math.toIntExact(Collections.max(fake.sequences().keySet())));
        System.out.println("chaos: " + counts + ", streams " + fake.streams);
    }
}
