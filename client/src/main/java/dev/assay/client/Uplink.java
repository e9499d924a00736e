package dev.assay.client;

import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.PopulationCounts;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches over one bidirectional stream and keeps each until it is answered. After a break, everything above the
 * last answered sequence goes out again, in the same order and with the same sequences and ids.
 */
final class Uplink implements Courier.Duty {
    /** Batches in flight: enough to fill a link, few enough to send again. */
    private static final int WINDOW = 32;

    /** A message that is first in line at so many breaks that it may have caused is given up. */
    private static final int MAX_REFUSALS = 10;

    private static final long COUNTS_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LoggerSettings settings;
    private final Streams streams;
    private final Intake intake;
    private final Population population;
    private final Ledger ledger;
    private final Backoff backoff;
    private final LongSupplier ticker;
    private final Problems problems;

    private final Deque<Batch> unanswered = new ArrayDeque<>();
    private final Deque<Batch> again = new ArrayDeque<>();
    private Streams.@Nullable Open stream;
    private long lastSequence;
    private long heardAt;
    private long reopenAt;
    private long countsSentAt;
    private boolean hurried;

    Uplink(Streams streams, LoggerAccounts accounts, LoggerSettings settings, Backoff backoff, LongSupplier ticker) {
        this.streams = streams;
        this.settings = settings;
        this.intake = accounts.intake();
        this.population = accounts.population();
        this.ledger = accounts.ledger();
        this.problems = accounts.problems();
        this.backoff = backoff;
        this.ticker = ticker;
        this.reopenAt = ticker.getAsLong();
        this.countsSentAt = reopenAt;
    }

    @Override
    public long step(long now, boolean awaited) {
        // Someone waits: batches and counts go at once, however small and young.
        hurried = awaited;
        Streams.Open open = stream;
        if (open == null) {
            long due = nanosUntilSomethingToSend(now);
            if (due > 0) {
                return due;
            } else if (now - reopenAt < 0) {
                return reopenAt - now;
            }
            open = streams.open(this);
            stream = open;
            heardAt = now;
        }
        long quietFor = now - heardAt;
        if ((!unanswered.isEmpty() || !open.isReady())
                && quietFor >= settings.answerTimeout().toNanos()) {
            open.cancel("no answer in time");
            broken(
                    open,
                    Status.DEADLINE_EXCEEDED.withDescription("no answer within " + settings.answerTimeout()),
                    null);
            return Math.max(0, reopenAt - now);
        }
        send(open, now);
        if (stream != open) {
            return Math.max(0, reopenAt - now);
        }
        boolean ready = open.isReady();
        long due = ready && unanswered.size() < WINDOW ? nanosUntilSomethingToSend(now) : Long.MAX_VALUE;
        boolean expectsAnswer = !unanswered.isEmpty() || !ready;
        return expectsAnswer ? Math.min(due, heardAt + settings.answerTimeout().toNanos() - now) : due;
    }

    private void send(Streams.Open open, long now) {
        while (stream == open && unanswered.size() < WINDOW && open.isReady()) {
            Batch batch = nextBatch(now);
            if (batch == null) {
                return;
            }
            if (unanswered.isEmpty()) {
                heardAt = now;
            }
            batch.sent(now);
            unanswered.addLast(batch);
            try {
                open.send(batch.request());
            } catch (RuntimeException e) {
                open.cancel("could not send");
                broken(open, Status.fromThrowable(e), null);
            }
        }
    }

    private @Nullable Batch nextBatch(long now) {
        if (!again.isEmpty()) {
            return again.pollFirst();
        }
        if (nanosUntilSomethingToSend(now) > 0) {
            return null;
        }
        List<Pending> entries = intake.take();
        PopulationCounts counts = population.unsent();
        if (counts != null) {
            countsSentAt = now;
        }
        return entries.isEmpty() && counts == null
                ? null
                : new Batch(settings.modelVersion(), ++lastSequence, entries, counts);
    }

    private long nanosUntilSomethingToSend(long now) {
        if (!again.isEmpty()) {
            return 0;
        }
        long entriesDue = intake.nanosUntilDue(now);
        if (hurried && entriesDue < Long.MAX_VALUE) {
            return 0;
        }
        if (!population.hasUnsent()) {
            return entriesDue;
        }
        long countsDue = hurried ? 0 : Math.max(0, countsSentAt + COUNTS_INTERVAL_NANOS - now);
        return Math.min(entriesDue, countsDue);
    }

    /** An answer: frees the batch. One that skips a sequence breaks the contract, and so the stream. */
    void answered(Streams.Open from, LogPredictionsResponse response) {
        Batch batch = unanswered.peekFirst();
        if (from != stream || batch == null || response.getSequence() < batch.sequence()) {
            return;
        }
        if (response.getSequence() > batch.sequence()) {
            from.cancel("an answer was skipped");
            broken(from, Status.INTERNAL.withDescription("an answer was skipped"), null);
            return;
        }
        unanswered.removeFirst();
        heardAt = ticker.getAsLong();
        backoff.reset();
        ledger.answered(batch.predictions(), response);
        intake.release(batch.predictions(), batch.bytes());
        if (batch.request().hasPopulationCounts()) {
            population.acknowledged(batch.request().getPopulationCounts());
        }
        if (response.getInvalidCount() > 0) {
            problems.tell("prediction refused: " + response.getInvalid(0).getReason());
        }
    }

    /** The stream is gone, for this reason. */
    void broken(Streams.Open from, Status status, @Nullable Throwable thrown) {
        if (from != stream) {
            return;
        }
        stream = null;
        problems.tell(status);
        AssayException failure = thrown instanceof StatusRuntimeException || thrown instanceof StatusException
                ? AssayException.of(thrown)
                : null;
        Duration asked = failure == null ? null : failure.retryDelay().orElse(null);
        Batch first = unanswered.peekFirst();
        if (first != null && isGivenUp(first, status, asked)) {
            unanswered.removeFirst();
            refuse(first);
        }
        while (!unanswered.isEmpty()) {
            again.addFirst(unanswered.removeLast());
        }
        long wait = backoff.next();
        reopenAt = ticker.getAsLong() + (asked == null ? wait : Math.max(wait, asked.toNanos()));
    }

    /**
     * Whether the first unanswered batch must go so that those behind it can pass. Answers come in order, so what breaks
     * a stream for good is the first one without an answer.
     */
    private static boolean isGivenUp(Batch first, Status status, @Nullable Duration askedToWait) {
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> true;
            case INTERNAL, UNKNOWN, DATA_LOSS, FAILED_PRECONDITION -> first.refusedOnceMore() >= MAX_REFUSALS;
            // A message over the server's limit looks like overload, but no one asks to try it again.
            case RESOURCE_EXHAUSTED -> askedToWait == null && first.refusedOnceMore() >= MAX_REFUSALS;
            default -> false;
        };
    }

    private void refuse(Batch batch) {
        ledger.refused(batch.predictions());
        intake.release(batch.predictions(), batch.bytes());
        if (batch.request().hasPopulationCounts()) {
            population.refused(batch.request().getPopulationCounts());
        }
    }

    @Override
    public void end() {
        if (stream != null && unanswered.isEmpty()) {
            stream.complete();
        } else if (stream != null) {
            stream.cancel("the logger is closed");
        }
        stream = null;
        unanswered.addAll(again);
        again.clear();
        for (Batch batch : unanswered) {
            lose(batch.predictions(), batch.bytes());
        }
        unanswered.clear();
        loseWaiting();
    }

    /** Counts what still waits as lost. */
    void loseWaiting() {
        for (List<Pending> entries = intake.take(); !entries.isEmpty(); entries = intake.take()) {
            entries.forEach(entry -> lose(entry.instances(), entry.bytes()));
        }
    }

    private void lose(long predictions, long bytes) {
        ledger.lost(predictions);
        intake.release(predictions, bytes);
    }
}
