package dev.assay.server.sampling;

import dev.assay.server.sampling.SampleTableStore.NewRow;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One sound prediction on its way to a sample table. Used by one thread at a time. */
final class Candidate {
    /** What became of it. */
    enum Outcome {
        SAMPLED,
        NOT_SELECTED,
        OVER_LIMIT,
        DUPLICATE,
        PAUSED,
        NO_JOB
    }

    private final String id;
    private final Instant time;
    private final String instance;
    private final String prediction;
    private byte @Nullable [] salt;
    private double place;
    private @Nullable NewRow row;

    Candidate(String id, Instant time, String instance, String prediction) {
        this.id = id;
        this.time = time;
        this.instance = instance;
        this.prediction = prediction;
    }

    String id() {
        return id;
    }

    /** Characters of text that its row will hold, about. */
    int textLength() {
        return instance.length() + prediction.length();
    }

    /** Whether a sampler selects it. */
    boolean isSelectedBy(Sampler sampler) {
        if (salt == null || !Arrays.equals(salt, sampler.salt())) {
            salt = sampler.salt();
            place = SelectionRule.place(sampler.salt(), id);
        }
        return SelectionRule.selects(place, sampler.settings().samplePercentage());
    }

    /** Its row without ground truth; made once, so that it can be made before the transaction. */
    NewRow row() {
        if (row == null) {
            row = new NewRow(
                    id, time, "{\"instances\":[" + instance + "]}", "{\"predictions\":[" + prediction + "]}", null);
        }
        return row;
    }
}
