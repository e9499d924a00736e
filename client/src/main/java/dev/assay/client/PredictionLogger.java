package dev.assay.client;

import io.grpc.Channel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Tells Assay what one model version predicts, from inside the process that serves it, at next to no cost to the caller.
 *
 * <p>{@link #log(String, String)} decides by the job's sampling policy whether the prediction is wanted, puts it into a
 * bounded queue and returns at once: it does no I/O, takes no lock, never throws and never waits, whatever the server
 * does. What cannot be kept is dropped and counted; {@link #counts()} says how much and why. One daemon thread sends the
 * queue in batches. A batch stays in the queue until the server has answered that it is durable; after a broken
 * connection it is sent again under the same ids, so nothing is stored twice.
 *
 * <p>The sampling policy is watched. Until the first one has arrived everything is queued, because the server decides
 * again in any case. When nothing was heard of the policy for 60 seconds, what its last percentage selects is queued,
 * whatever state it was in. Predictions left out or lost are counted per interval and reported to the server (every 10
 * seconds at most), which thereby knows the population; those lost before the first policy count towards its interval.
 *
 * <pre>{@code
 * ManagedChannel channel = Channels.tls("assay.example:443").build();
 * try (PredictionLogger logger = PredictionLogger.builder(channel, "projects/p/models/fraud/versions/7").build()) {
 *     logger.log("{\"amount\": 12.5}", "{\"label\": \"ok\", \"score\": 0.93}");
 * }
 * }</pre>
 *
 * <p>Safe for use by any number of threads. Does not close the channel.
 */
public final class PredictionLogger implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_ID_CHARACTERS = 128;

    private final LoggerAccounts accounts;
    private final Courier courier;
    private final Uplink uplink;
    private final PredictionIds ids;
    private final LongSupplier ticker;
    private final InstantSource clock;
    private volatile boolean closed;
    private volatile boolean ended;

    private PredictionLogger(Builder builder) {
        LoggerSettings settings = builder.settings();
        Random random = builder.random;
        Problems problems = new Problems();
        this.ticker = builder.ticker;
        this.clock = builder.clock;
        this.ids = new PredictionIds(random.nextLong());
        this.courier = new Courier("assay-prediction-logger", ticker, problems);
        Population population = new Population(new UUID(random.nextLong(), random.nextLong()).toString());
        this.accounts = new LoggerAccounts(
                new Intake(settings, courier::wake), new LocalSampling(population), population, new Ledger(), problems);
        this.uplink = new Uplink(new Streams(builder.channel, courier), accounts, settings, builder.backoff(), ticker);
        PolicyWatch watch =
                new PolicyWatch(builder.channel, settings.modelVersion(), accounts, courier, builder.backoff(), ticker);
        courier.start(List.of(watch, uplink));
    }

    /**
     * Begins to build a logger.
     *
     * @param channel where the server is; a {@link io.grpc.ManagedChannel}, such as {@link Channels} builds, reconnects
     *     soonest, because the logger may then cut its waits short
     * @param modelVersion the model version that predicts: {@code projects/{project}/models/{model}/versions/{version}}
     * @return a builder
     * @throws IllegalArgumentException if the model version is not of this form
     */
    public static Builder builder(Channel channel, String modelVersion) {
        return new Builder(channel, modelVersion);
    }

    /**
     * Logs one prediction made now, under an id of its own.
     *
     * @param instance the instance as JSON text
     * @param prediction what the model predicted for it, as JSON text
     * @return what was done with it; never waits, never throws
     */
    public LogOutcome log(String instance, String prediction) {
        Instant now = clock.instant();
        return offer(ids.next(now), now, instance, prediction, 1);
    }

    /**
     * Logs one prediction under an id that the caller knows, to which ground truth can be provided later.
     *
     * @param predictionId identifies the prediction within its job, 1 to 128 characters; such as {@link #newPredictionId()}
     *     makes, which store fastest
     * @param time when the model predicted
     * @param instance the instance as JSON text
     * @param prediction what the model predicted for it, as JSON text
     * @return what was done with it; never waits, never throws
     */
    public LogOutcome log(String predictionId, Instant time, String instance, String prediction) {
        return offer(predictionId, time, instance, prediction, 1);
    }

    /**
     * Logs a whole request and response of a prediction service, which the server splits: the prediction at offset
     * {@code i} gets the id {@code <predictionId>/<i>}, or {@code predictionId} itself if there is only one. The body is
     * queued if at least one of its predictions is selected. Each prediction counts.
     *
     * @param predictionId identifies the body, 1 to 128 characters with the longest {@code /<i>}
     * @param time when the model predicted
     * @param request JSON text {@code {"instances": […]}}
     * @param response JSON text {@code {"predictions": […]}}, with as many entries
     * @param instances how many instances the body holds, 1 to 10,000; a wrong number makes the sample and the counts
     *     wrong, for the body is not parsed here
     * @return what was done with it; never waits, never throws
     */
    public LogOutcome logBody(String predictionId, Instant time, String request, String response, int instances) {
        return offer(predictionId, time, request, response, instances);
    }

    /**
     * Makes an id for a prediction: a version 7 UUID, in order of time.
     *
     * @return 36 characters
     */
    public String newPredictionId() {
        return ids.next(clock.instant());
    }

    private LogOutcome offer(String id, Instant time, String instance, String prediction, int instances) {
        LogOutcome outcome = decide(id, time, instance, prediction, instances);
        int predictions = Math.max(1, instances);
        if (outcome != LogOutcome.QUEUED) {
            accounts.ledger().offered(outcome, predictions);
            if (outcome.name().startsWith("DROPPED")) {
                accounts.sampling().dropped(predictions);
            }
        }
        return outcome;
    }

    private LogOutcome decide(String id, Instant time, String instance, String prediction, int instances) {
        if (closed) {
            return LogOutcome.DROPPED_CLOSED;
        } else if (id == null || time == null || instance == null || prediction == null || instances < 1) {
            return LogOutcome.DROPPED_INVALID;
        } else if (instances > LoggerSettings.MAX_BATCH_PREDICTIONS
                || (long) instance.length() + prediction.length() > LoggerSettings.MAX_PREDICTION_CHARACTERS) {
            return LogOutcome.DROPPED_TOO_LARGE;
        }
        int suffix = instances == 1 ? 0 : 1 + Integer.toString(instances - 1).length();
        if (id.isEmpty() || id.length() > 2 * MAX_ID_CHARACTERS || characters(id) + suffix > MAX_ID_CHARACTERS) {
            return LogOutcome.DROPPED_INVALID;
        }
        long now = ticker.getAsLong();
        LogOutcome decision = accounts.sampling().decide(id, instances, now);
        return decision == LogOutcome.QUEUED
                ? queue(new Pending(id, time, instance, prediction, instances, now))
                : decision;
    }

    private static int characters(String id) {
        return id.codePointCount(0, id.length());
    }

    private LogOutcome queue(Pending entry) {
        Intake intake = accounts.intake();
        if (!intake.reserve(entry)) {
            return LogOutcome.DROPPED_QUEUE_FULL;
        }
        accounts.ledger().offered(LogOutcome.QUEUED, entry.instances());
        intake.add(entry);
        if (ended && intake.remove(entry)) {
            // The logger ended while this was queued, and nobody looks into the queue any more.
            accounts.ledger().lost(entry.instances());
            intake.release(entry.instances(), entry.bytes());
        }
        return LogOutcome.QUEUED;
    }

    /**
     * What became of everything offered so far.
     *
     * @return a snapshot that adds up, in predictions
     */
    public LogCounts counts() {
        return accounts.ledger().snapshot();
    }

    /**
     * The latest thing that went wrong between this logger and the server: a broken stream, a refused prediction. It
     * stays when all is well again.
     *
     * @return for people, empty if nothing ever went wrong
     */
    public Optional<String> lastProblem() {
        return accounts.problems().last();
    }

    /**
     * Waits until everything queued before this call is answered or given up, and the counts of what was left out before
     * this call have arrived. Batches are sent at once meanwhile, however small.
     *
     * @param timeout how long to wait at most
     * @return false if time ran out, or the logger is closed, first
     * @throws InterruptedException if the calling thread is interrupted; nothing is lost by that
     */
    public boolean flush(Duration timeout) throws InterruptedException {
        return !ended && courier.await(this::everythingSoFar, timeout.toNanos());
    }

    private Courier.Awaited everythingSoFar() {
        long queued = accounts.ledger().queued();
        List<Population.Mark> marks = accounts.population().marks();
        return () -> accounts.ledger().settled() >= queued && marks.stream().allMatch(Population.Mark::reached);
    }

    /** Closes with a time limit of 5 seconds: see {@link #close(Duration)}. */
    @Override
    public void close() {
        close(CLOSE_TIMEOUT);
    }

    /**
     * Takes no more predictions, flushes, and ends the logger's thread and streams. What is unanswered when time is up
     * counts as {@link LogCounts#lostAtClose()}. Closing again does nothing. If the calling thread is interrupted, closes
     * without waiting any longer and leaves it interrupted.
     *
     * @param timeout how long to wait for the server at most
     */
    public synchronized void close(Duration timeout) {
        if (ended) {
            return;
        }
        closed = true;
        boolean interrupted = false;
        try {
            flush(timeout);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        ended = true;
        try {
            courier.end(CLOSE_TIMEOUT.toNanos());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The limits of a logger, each with a default that suits a busy server process. */
    public static final class Builder {
        private static final Pattern MODEL_VERSION = Pattern.compile("projects/[^/]+/models/[^/]+/versions/[^/]+");

        private final Channel channel;
        private LoggerSettings settings;
        private LongSupplier ticker = System::nanoTime;
        private InstantSource clock = InstantSource.system();
        private Random random = new SecureRandom();
        private long firstWaitNanos = 100_000_000L;
        private long longestWaitNanos = 5_000_000_000L;

        private Builder(Channel channel, String modelVersion) {
            if (!MODEL_VERSION.matcher(modelVersion).matches()) {
                throw new IllegalArgumentException(
                        "modelVersion must be projects/{project}/models/{model}/versions/{version}: " + modelVersion);
            }
            this.channel = channel;
            this.settings = LoggerSettings.defaults(modelVersion);
        }

        /**
         * Limits the queue, which also holds what was sent and is not answered yet. Default: 100,000 predictions and 64 MiB.
         *
         * @param predictions the most predictions to hold, 1 or more
         * @param bytes the most bytes to hold, 1 or more; text counts one byte per character, which is exact for ASCII and
         *     up to three times too low for other text, and each prediction 160 bytes more
         * @return this builder
         * @throws IllegalArgumentException if a limit is below 1
         */
        public Builder queueLimits(int predictions, long bytes) {
            check(predictions >= 1 && bytes >= 1, "queue limits must be 1 or more");
            settings = settings.withQueue(predictions, bytes);
            return this;
        }

        /**
         * Sets when a batch is sent: as soon as it reaches one of these. Default: 500 predictions, 2 MiB, 200 ms.
         *
         * @param predictions the most predictions in a batch, 1 to 10,000
         * @param bytes the most bytes in a batch, counted as in {@link #queueLimits}, 1 to 8 MiB; a larger prediction goes
         *     alone
         * @param age how long the oldest prediction of a batch waits for others at most, 0 or more
         * @return this builder
         * @throws IllegalArgumentException if a value is out of its range
         */
        public Builder batches(int predictions, long bytes, Duration age) {
            check(
                    predictions >= 1 && predictions <= LoggerSettings.MAX_BATCH_PREDICTIONS,
                    "predictions per batch must be 1 to 10,000");
            check(bytes >= 1 && bytes <= LoggerSettings.MAX_BATCH_BYTES, "bytes per batch must be 1 to 8 MiB");
            check(!age.isNegative(), "age of a batch must not be negative");
            settings = settings.withBatches(predictions, bytes, age);
            return this;
        }

        /**
         * Sets how long the server may take to answer before the stream is broken and its batches are sent again. Default:
         * 30 s.
         *
         * @param timeout above 0
         * @return this builder
         * @throws IllegalArgumentException if the timeout is not positive
         */
        public Builder answerTimeout(Duration timeout) {
            check(!timeout.isNegative() && !timeout.isZero(), "answer timeout must be positive");
            settings = settings.withAnswerTimeout(timeout);
            return this;
        }

        /**
         * Builds the logger and starts its thread.
         *
         * @return a logger, to be closed
         */
        public PredictionLogger build() {
            return new PredictionLogger(this);
        }

        Builder time(LongSupplier nanos, InstantSource wall) {
            this.ticker = nanos;
            this.clock = wall;
            return this;
        }

        Builder random(Random numbers) {
            this.random = numbers;
            return this;
        }

        Builder waits(long firstNanos, long longestNanos) {
            this.firstWaitNanos = firstNanos;
            this.longestWaitNanos = longestNanos;
            return this;
        }

        private LoggerSettings settings() {
            return settings;
        }

        private Backoff backoff() {
            return new Backoff(firstWaitNanos, longestWaitNanos, new Random(random.nextLong()));
        }

        private static void check(boolean holds, String expectation) {
            if (!holds) {
                throw new IllegalArgumentException(expectation);
            }
        }
    }
}
