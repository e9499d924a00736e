package dev.assay.client;

import static dev.assay.client.FakePredictionLog.MODEL_VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What logging costs its caller, over a real connection, when all is well and when nothing is. */
@Timeout(120)
class CallerLatencyTest {
    private static final int CALLS = 200_000;
    private static final String INSTANCE = "{\"text\":\"" + "x".repeat(400) + "\"}";
    private static final String PREDICTION = "{\"label\":\"ok\",\"score\":0.5}";

    private final FakePredictionLog fake = new FakePredictionLog();

    private Server server(int port) throws Exception {
        fake.keepsRequests = false;
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .maxInboundMessageSize(32 << 20)
                .addService(fake)
                .build()
                .start();
    }

    private static PredictionLogger logger(ManagedChannel channel) {
        return PredictionLogger.builder(channel, MODEL_VERSION).build();
    }

    /**
     * What calls cost, in nanoseconds, sorted: what the thread worked, and what went by on the wall. The difference is
     * waiting; of that, what the caller did by itself is counted by the JVM (parked, blocked), and the rest came from
     * outside: collections that stop every thread, and the scheduler.
     */
    private record Costs(long[] worked, long[] wall, long parked, long blocked) {}

    /** 200,000 calls, after as many to warm up. */
    private static Costs costs(PredictionLogger logger) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < CALLS; i++) {
            logger.log(INSTANCE, PREDICTION);
        }
        long id = Thread.currentThread().getId();
        long[] worked = new long[CALLS];
        long[] wall = new long[CALLS];
        ThreadInfo before = threads.getThreadInfo(id);
        for (int i = 0; i < CALLS; i++) {
            long start = System.nanoTime();
            long startWork = threads.getCurrentThreadCpuTime();
            logger.log(INSTANCE, PREDICTION);
            worked[i] = threads.getCurrentThreadCpuTime() - startWork;
            wall[i] = System.nanoTime() - start;
        }
        // Read before anything else: assertions load classes, and loading takes locks.
        ThreadInfo after = threads.getThreadInfo(id);
        Arrays.sort(worked);
        Arrays.sort(wall);
        return new Costs(
                worked,
                wall,
                after.getWaitedCount() - before.getWaitedCount(),
                after.getBlockedCount() - before.getBlockedCount());
    }

    /** A call neither waits nor works for a millisecond. */
    private static void verify(String when, Costs costs) {
        System.out.printf(
                "log() %s: worked p50 %d ns, p99.99 %d ns, max %d ns; wall p50 %d ns, p99.99 %d ns, max %d ns%n",
                when,
                costs.worked[CALLS / 2],
                costs.worked[CALLS - CALLS / 10_000],
                costs.worked[CALLS - 1],
                costs.wall[CALLS / 2],
                costs.wall[CALLS - CALLS / 10_000],
                costs.wall[CALLS - 1]);
        assertThat(costs.parked).as("times parked, %s", when).isZero();
        assertThat(costs.blocked).as("times blocked, %s", when).isZero();
        assertThat(costs.worked[CALLS - 1]).as("longest work, %s", when).isLessThan(TimeUnit.MILLISECONDS.toNanos(1));
    }

    @Test
    void caller_waitsForNothingWhenThereIsNoServer() throws Exception {
        Server server = server(0);
        int port = server.getPort();
        server.shutdownNow().awaitTermination();
        ManagedChannel channel = Channels.plaintext("127.0.0.1:" + port).build();
        PredictionLogger logger = logger(channel);
        try {
            verify("without server, queue full", costs(logger));
            assertThat(logger.counts().of(LogOutcome.DROPPED_QUEUE_FULL)).isEqualTo(2 * CALLS - 100_000);
        } finally {
            logger.close(Duration.ofMillis(1));
            channel.shutdownNow();
        }
    }

    @Test
    void caller_waitsForNothingWhileTheQueueFills() throws Exception {
        Server server = server(0);
        int port = server.getPort();
        server.shutdownNow().awaitTermination();
        ManagedChannel channel = Channels.plaintext("127.0.0.1:" + port).build();
        PredictionLogger logger = PredictionLogger.builder(channel, MODEL_VERSION)
                .queueLimits(2 * CALLS, 1L << 30)
                .build();
        try {
            verify("without server, room in the queue", costs(logger));
            assertThat(logger.counts().of(LogOutcome.QUEUED)).isEqualTo(2 * CALLS);
        } finally {
            logger.close(Duration.ofMillis(1));
            channel.shutdownNow();
        }
    }

    @Test
    void caller_waitsForNothingWhenTheServerReadsNothing() throws Exception {
        fake.readsNothing = true;
        Server server = server(0);
        ManagedChannel channel =
                Channels.plaintext("127.0.0.1:" + server.getPort()).build();
        PredictionLogger logger = logger(channel);
        try {
            verify("with a closed transport window", costs(logger));
            assertThat(fake.streams).hasValue(1);
            assertThat(logger.counts().acknowledged()).isZero();
            assertThat(logger.counts().of(LogOutcome.DROPPED_QUEUE_FULL)).isPositive();
        } finally {
            logger.close(Duration.ofMillis(1));
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    @Test
    void loggerRecovers_whenTheServerComesBackAtTheSamePort() throws Exception {
        Server first = server(0);
        int port = first.getPort();
        ManagedChannel channel = Channels.plaintext("127.0.0.1:" + port).build();
        PredictionLogger logger = logger(channel);
        Server second = null;
        try {
            logger.log("before", Instant.EPOCH, "1", "2");
            assertThat(logger.flush(Duration.ofSeconds(20))).isTrue();
            first.shutdownNow().awaitTermination();
            for (int i = 0; i < 2_000; i++) {
                assertThat(logger.log(INSTANCE, PREDICTION)).isEqualTo(LogOutcome.QUEUED);
            }
            await().until(() -> logger.lastProblem().isPresent());
            assertThat(logger.flush(Duration.ofMillis(700))).isFalse();
            second = server(port);
            assertThat(logger.flush(Duration.ofSeconds(30))).isTrue();
            assertThat(fake.stored).hasSize(2_001);
            assertThat(logger.counts().acknowledged()).isEqualTo(2_001);
        } finally {
            logger.close(Duration.ofMillis(1));
            channel.shutdownNow();
            first.shutdownNow();
            if (second != null) {
                second.shutdownNow();
            }
        }
    }

    /** Prints how fast it went; what matters here is that nothing is lost at full speed. */
    @Test
    void everyPrediction_isAnsweredAtFullSpeed() throws Exception {
        int count = 400_000;
        Server server = server(0);
        ManagedChannel channel =
                Channels.plaintext("127.0.0.1:" + server.getPort()).build();
        PredictionLogger logger = logger(channel);
        try {
            long start = System.nanoTime();
            for (int i = 0; i < count / 10_000; i++) {
                for (int j = 0; j < 10_000; j++) {
                    logger.log(INSTANCE, PREDICTION);
                }
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> logger.counts().pending() < 50_000);
            }
            assertThat(logger.flush(Duration.ofSeconds(60))).isTrue();
            System.out.printf("throughput: %.0f predictions/s%n", count / ((System.nanoTime() - start) / 1e9));
            assertThat(logger.counts().dropped()).isZero();
            assertThat(logger.counts().answers().sampled()).isEqualTo(count);
        } finally {
            logger.close();
            channel.shutdownNow();
            server.shutdownNow();
        }
    }
}
