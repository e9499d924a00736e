package dev.assay.client;

import dev.assay.v1.GroundTruth;
import dev.assay.v1.PredictionLogGrpc;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.ProvideGroundTruthResponse.Result;
import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Tells Assay what turned out to be true of predictions, any number at a time: large lists travel in several calls, one
 * after the other. A later truth replaces an earlier one, so repeating a call does no harm.
 *
 * <p>Immutable and safe for use by any number of threads.
 */
public final class GroundTruths {
    private static final int MAX_PER_CALL = 10_000;

    /** Three bytes per character at worst stay below the 32 MiB that a message may have. */
    private static final long MAX_CHARACTERS_PER_CALL = 8L << 20;

    /** What an entry costs beside its text. */
    private static final int OVERHEAD = 32;

    private final Calls calls;

    /**
     * Calls over this channel, with its default deadline.
     *
     * @param channel such as {@link Channels} builds, which repeats calls that found no server; not closed here
     */
    public GroundTruths(Channel channel) {
        this(new Calls(channel, null));
    }

    private GroundTruths(Calls calls) {
        this.calls = calls;
    }

    /**
     * The same with another deadline for each call.
     *
     * @param timeout how long one call of up to 10,000 truths may last, above 0
     * @return a view; this one is unchanged
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public GroundTruths withDeadline(Duration timeout) {
        return new GroundTruths(calls.withDeadline(timeout));
    }

    /**
     * Sets the truth of predictions of one job.
     *
     * @param job the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @param truths prediction ids and truths as JSON text; any number, each at most 8 MiB
     * @return one result per truth, in their order
     * @throws AssayException if a call fails, such as NOT_FOUND if there is no such job, FAILED_PRECONDITION if it is
     *     STOPPED; calls before it hold, so that all may be provided again
     */
    public List<Result> provide(String job, List<GroundTruth> truths) {
        return Calls.await(provideAsync(job, truths));
    }

    /**
     * Sets the truth of predictions of one job, without waiting.
     *
     * @param job the job: {@code projects/{project}/evaluationJobs/{evaluation_job}}
     * @param truths prediction ids and truths as JSON text; any number, each at most 8 MiB
     * @return one result per truth, in their order; fails as {@link #provide} does
     */
    public CompletableFuture<List<Result>> provideAsync(String job, List<GroundTruth> truths) {
        return from(job, List.copyOf(truths), 0, new ArrayList<>(truths.size()));
    }

    private CompletableFuture<List<Result>> from(
            String job, List<GroundTruth> truths, int start, List<Result> results) {
        if (start == truths.size()) {
            return CompletableFuture.completedFuture(List.copyOf(results));
        }
        int end = endOfCall(truths, start);
        ProvideGroundTruthRequest request = ProvideGroundTruthRequest.newBuilder()
                .setEvaluationJob(job)
                .addAllGroundTruths(truths.subList(start, end))
                .build();
        return calls.start(PredictionLogGrpc.getProvideGroundTruthMethod(), request)
                .thenCompose(response -> {
                    results.addAll(response.getResultsList());
                    return from(job, truths, end, results);
                });
    }

    private static int endOfCall(List<GroundTruth> truths, int start) {
        long characters = 0;
        int end = start;
        while (end < truths.size() && end - start < MAX_PER_CALL) {
            GroundTruth truth = truths.get(end);
            characters += OVERHEAD
                    + truth.getPredictionId().length()
                    + (long) truth.getGroundTruth().length();
            if (characters > MAX_CHARACTERS_PER_CALL && end > start) {
                break;
            }
            end++;
        }
        return end;
    }
}
