package dev.assay.server.sampling;

import dev.assay.server.sampling.Sampler.Gate;
import dev.assay.server.vocabulary.ResourceName;
import org.jspecify.annotations.Nullable;

/**
 * How predictions of a model version are sampled at the moment.
 *
 * @param sampler that of the job that evaluates the version; null if none does
 * @param full whether the open interval holds all rows it may take
 */
public record Policy(ResourceName modelVersion, @Nullable Sampler sampler, boolean full) {

    /** Whether predictions are taken. */
    public enum State {
        OPEN,
        FULL,
        PAUSED,
        CLOSED
    }

    /** The policy of a version that no job evaluates. */
    static Policy closed(ResourceName modelVersion) {
        return new Policy(modelVersion, null, false);
    }

    /** Whether predictions are taken. */
    public State state() {
        if (sampler == null || sampler.gate() == Gate.CLOSED) {
            return State.CLOSED;
        }
        if (sampler.gate() == Gate.PAUSED) {
            return State.PAUSED;
        }
        return full ? State.FULL : State.OPEN;
    }

    /** Whether a client would act alike under both; the salt and the table are fixed for the life of a job. */
    boolean isLike(Policy other) {
        if (state() != other.state() || sampler == null || other.sampler == null) {
            return state() == other.state();
        }
        return sampler.job().equals(other.sampler.job())
                && sampler.interval() == other.sampler.interval()
                && sampler.settings().samplePercentage()
                        == other.sampler.settings().samplePercentage();
    }
}
