package dev.assay.client;

import dev.assay.client.Population.Tally;
import dev.assay.v1.SamplingPolicy;
import dev.assay.v1.SamplingPolicy.State;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the last policy heard of. The server decides again in any case, so a mistake here costs bandwidth, never
 * correctness: with no policy yet everything is sent, and when nothing was heard for 60 seconds the state of the policy
 * is distrusted and everything its percentage selects is sent.
 */
final class LocalSampling {
    static final long TRUST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private record Policy(SelectionRule rule, State state, Tally tally) {}

    private final Population population;
    private volatile @Nullable Policy policy;
    private volatile long heardAt;

    LocalSampling(Population population) {
        this.population = population;
    }

    /** The watch said something; null is a heartbeat. Called by the courier only. */
    void heard(@Nullable SamplingPolicy message, long now) {
        heardAt = now;
        if (message != null) {
            policy = new Policy(
                    new SelectionRule(message.getSalt().toByteArray(), message.getSamplePercentage()),
                    message.getState(),
                    population.enter(message.getInterval()));
        }
    }

    /** QUEUED if it should be sent, else why not. Counts what it leaves out. */
    LogOutcome decide(String id, int instances, long now) {
        Policy known = policy;
        if (known == null) {
            return LogOutcome.QUEUED;
        }
        State state = now - heardAt > TRUST_NANOS ? State.OPEN : known.state;
        if (state == State.PAUSED) {
            return LogOutcome.PAUSED;
        } else if (state == State.CLOSED) {
            return LogOutcome.NO_JOB;
        } else if (!known.rule.selectsAny(id, instances)) {
            known.tally.notSelected(instances);
            return LogOutcome.NOT_SELECTED;
        } else if (state == State.FULL) {
            int selected = known.rule.countSelected(id, instances);
            known.tally.overLimit(selected);
            known.tally.notSelected(instances - selected);
            return LogOutcome.FULL;
        }
        return LogOutcome.QUEUED;
    }

    /** Counts predictions that should have been sent and were lost. */
    void dropped(long predictions) {
        Policy known = policy;
        (known == null ? population.beforeAnyPolicy() : known.tally).dropped(predictions);
    }
}
