package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.datalabeling.v1beta1.EvaluationJob;
import com.google.cloud.datalabeling.v1beta1.EvaluationJobConfig;
import dev.assay.server.store.OwnPostgres;
import dev.assay.server.whole.Acknowledged.Group;
import dev.assay.v1.LogPredictionsRequest;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.Prediction;
import dev.assay.v1.Run;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers over one PostgreSQL, each of them killed, stalled and stopped again and again while predictions, truths
 * and runs come in. {@code -Dassay.faults=200} makes it longer, {@code -Dassay.seed=…} repeats its dice.
 */
class ReplicasUnderFaultsTest {
    private static final int FAULTS = Integer.getInteger("assay.faults", 40);
    private static final long SEED = Long.getLong("assay.seed", System.nanoTime());
    private static final int REPLICAS = 3;
    private static final int CAP = 60;
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String VERSIONS = "projects/digits/models/digits/versions/";

    @TempDir
    Path folder;

    private final Troubles troubles = new Troubles();
    private final List<AutoCloseable> closing = new ArrayList<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final PatientCalls calls = new PatientCalls(channels, troubles);
    private final RunFollows follows = closing(new RunFollows(channels, troubles));
    private final Operators operators = new Operators(calls, follows, troubles);
    private final Acknowledged ofHalf = new Acknowledged();
    private final Acknowledged ofCapped = new Acknowledged();
    private final List<PredictionFeed> feeds = new ArrayList<>();
    private final List<LoggerFeed> loggers = new ArrayList<>();
    private final List<Future<?>> logging = new ArrayList<>();
    private final List<Future<?>> operating = new ArrayList<>();
    private OwnPostgres database;
    private String all = "";
    private String half = "";
    private String capped = "";

    @BeforeEach
    void start() throws Exception {
        System.out.printf("%d faults, seed %d%n", FAULTS, SEED);
        database = closing(OwnPostgres.start());
        for (int i = 0; i < REPLICAS; i++) {
            Replica replica = closing(new Replica(
                    folder.resolve("replica-" + i),
                    "--database-url",
                    database.url(),
                    "--lease",
                    "2s",
                    "--poll",
                    "200ms",
                    "--schedule",
                    "exact"));
            replica.start();
            replicas.add(replica);
            ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", replica.port())
                    .usePlaintext()
                    .build();
            closing.add(channel::shutdownNow);
            channels.add(channel);
        }
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        for (int i = closing.size() - 1; i >= 0; i--) {
            closing.get(i).close();
        }
    }

    @Test
    void nothingAcknowledged_isLostOrDoubled_whateverIsKilled() throws Exception {
        allReplicasAnswer();
        createJobs();
        startClients();
        long begun = System.nanoTime();
        FaultInjector faults = new FaultInjector(SEED, replicas, database, troubles);
        try (faults) {
            faults.run(FAULTS);
        }
        Duration lasted = Duration.ofNanos(System.nanoTime() - begun);
        allReplicasAnswer();
        List<Duration> recoveries = killDatabaseAndRecover();
        List<String> otherRuns = endClients();
        try (Connection connection = database.connect()) {
            StoredFacts facts = new StoredFacts(connection, List.of("shared", "capped"));
            System.out.printf("%d faults in %d s: %s%n", FAULTS, lasted.toSeconds(), faults.done());
            System.out.printf("calls that failed: %s%n", troubles.counts());
            System.out.printf("half: %s%ncapped: %s%n", ofHalf, ofCapped);
            loggers.forEach(logger -> System.out.printf("all: %s%n", logger));
            System.out.printf("%s; %s; back after %s%n", operators, facts.counts(), recoveries);
            assertThat(troubles.unexpected()).isEmpty();
            for (Replica replica : replicas) {
                assertThat(replica.unforeseen()).as("log of a server").isEmpty();
            }
            assertStored(facts);
            assertThat(otherRuns).isEmpty();
            assertThat(recoveries).allMatch(recovery -> recovery.compareTo(RECOVERY_LIMIT) <= 0);
        }
        for (Replica replica : replicas) {
            assertThat(replica.stop()).as("exit code of a server").isZero();
        }
    }

    private void createJobs() {
        try (Api api = new Api(replicas.get(0).port())) {
            all = api.createDigitsJob("all", job -> sampling(job, 1.0, 1_000_000, "shared"));
            half = api.createDigitsJob("half", job -> sampling(job, 0.5, 1_000_000, "shared"));
            capped = api.createDigitsJob("capped", job -> sampling(job, 0.8, CAP, "capped"));
        }
    }

    private void startClients() {
        BlockingQueue<Group> knownEarly = new LinkedBlockingQueue<>();
        for (int i = 0; i < REPLICAS; i++) {
            feeds.add(new PredictionFeed(VERSIONS + "half", i, channels, ofHalf, troubles));
            feeds.add(new PredictionFeed(VERSIONS + "capped", i, channels, ofCapped, troubles));
            loggers.add(closing(new LoggerFeed(channels.get(i), VERSIONS + "all", i, knownEarly)));
        }
        feeds.forEach(feed -> logging.add(work(feed::run)));
        loggers.forEach(logger -> logging.add(work(logger::run)));
        operating.addAll(List.of(
                work(() -> operators.requestRuns(List.of(all, half, capped), SEED + 1)),
                work(() -> operators.pauseAndResume(capped, SEED + 2)),
                work(() -> operators.tellTruths(all, knownEarly)),
                work(() -> operators.tellTruths(half, ofHalf.stored())),
                work(() -> operators.tellTruths(capped, ofCapped.stored()))));
    }

    /** Waits until all is answered and all runs have ended; answers which repeated requests led to other runs. */
    private List<String> endClients() throws Exception {
        feeds.forEach(PredictionFeed::end);
        loggers.forEach(LoggerFeed::end);
        await(logging);
        operators.end();
        await(operating);
        List<String> jobs = List.of(all, half, capped);
        jobs.forEach(job -> operators.request(job, "last-" + job));
        List<String> otherRuns = operators.otherRunWhenRepeated();
        // So that no run comes due while they are looked at.
        jobs.forEach(calls::pause);
        Awaitility.await("every run ends").atMost(LIMIT).until(() -> runs().allMatch(Run::hasEndTime));
        Awaitility.await("every watch sees the end of its run")
                .atMost(LIMIT)
                .until(() -> follows.open().isEmpty());
        return otherRuns;
    }

    private Stream<Run> runs() {
        return Stream.of(all, half, capped).flatMap(job -> calls.list(job).stream());
    }

    private void assertStored(StoredFacts facts) throws Exception {
        assertThat(facts.violations()).isEmpty();
        assertThat(ofHalf.lost(facts.ids(half))).as("acknowledged and lost").isEmpty();
        assertThat(ofCapped.lost(facts.ids(capped))).as("acknowledged and lost").isEmpty();
        Set<String> rows = facts.ids(all);
        for (LoggerFeed logger : loggers) {
            logger.assertComplete(rows);
        }
        assertThat(operators.heldTruths(all)).isNotEmpty();
        assertThat(missing(facts.idsWithTruth(all), operators.heldTruths(all))).isEmpty();
        for (String job : List.of(all, half, capped)) {
            assertThat(missing(facts.idsWithTruth(job), operators.truths(job)))
                    .as("truths lost")
                    .isEmpty();
        }
        assertThat(runs().map(Run::getName)).containsAll(operators.runs());
        assertThat(ofCapped.of("over the limit")).isPositive();
        assertThat(ofCapped.of("paused")).isPositive();
    }

    /** How long each replica takes to store again, from when the database takes connections after it was killed. */
    private List<Duration> killDatabaseAndRecover() throws Exception {
        database.kill();
        database.restart();
        long up = System.nanoTime();
        List<Duration> recoveries = new ArrayList<>();
        for (int i = 0; i < REPLICAS; i++) {
            stored(i);
            recoveries.add(Duration.ofNanos(System.nanoTime() - up));
        }
        return recoveries;
    }

    private void allReplicasAnswer() {
        for (Replica replica : replicas) {
            assertThat(replica.isAlive()).as("a server runs").isTrue();
        }
        for (int i = 0; i < REPLICAS; i++) {
            stored(i);
        }
    }

    /** A batch of no prediction asks the database nevertheless. */
    private void stored(int replica) {
        LogPredictionsResponse answer = calls.log(
                channels.get(replica),
                LogPredictionsRequest.newBuilder()
                        .setModelVersion(VERSIONS + "half")
                        .addPredictions(
                                Prediction.newBuilder().setInstance("{}").setPrediction("{}"))
                        .build());
        assertThat(answer.getInvalidCount()).isZero();
    }

    private static void sampling(EvaluationJob.Builder job, double fraction, int cap, String table) {
        job.setSchedule("every 1 minutes");
        EvaluationJobConfig.Builder config = job.getEvaluationJobConfigBuilder();
        config.setExampleSamplePercentage(fraction).setExampleCount(cap);
        config.getInputConfigBuilder().getBigquerySourceBuilder().setInputUri("bq://digits/samples/" + table);
    }

    private <T extends AutoCloseable> T closing(T resource) {
        closing.add(resource);
        return resource;
    }

    /** Something that is done on a thread of its own. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private Future<?> work(Work work) {
        return threads.submit(() -> {
            work.run();
            return null;
        });
    }

    /** What of the second is not in the first. */
    static Set<String> missing(Set<String> from, Collection<String> expected) {
        Set<String> missing = new HashSet<>(expected);
        missing.removeAll(from);
        return missing;
    }

    private static void await(List<Future<?>> working) throws Exception {
        for (Future<?> future : working) {
            future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
