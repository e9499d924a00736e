package dev.assay.server.sampling;

import dev.assay.server.vocabulary.ResourceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Predictions of one model version that were sent together.
 *
 * @param counts what the sender saw and did not send; null if it does not say
 */
public record Batch(
        ResourceName modelVersion,
        List<Offered> predictions,
        @Nullable PopulationCounts counts) {
    public Batch {
        predictions = List.copyOf(predictions);
    }

    /**
     * What became of a batch. The counts and the length of {@code invalid} add up to the number of predictions after
     * bodies that hold several were split.
     */
    public record Result(
            int sampled, int notSelected, int overLimit, int duplicate, int paused, int noJob, List<Invalid> invalid) {
        public Result {
            invalid = List.copyOf(invalid);
        }
    }

    /** The entry at this index was refused. */
    public record Invalid(int index, String reason) {}
}
