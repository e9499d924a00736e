package dev.assay.client;

import dev.assay.client.LogCounts.Answers;
import dev.assay.v1.LogPredictionsResponse;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what became of every prediction. Callers add to striped counters; the courier replaces one immutable record per
 * answer, so a snapshot never sees half of an answer (the lock there is for callers that offer while the courier ends).
 * Totals are derived in the snapshot, not counted beside the parts.
 */
final class Ledger {
    private record Settled(long acknowledged, long refused, long lost, Answers answers) {}

    private final Map<LogOutcome, LongAdder> outcomes = new EnumMap<>(LogOutcome.class);
    private volatile Settled settled = new Settled(0, 0, 0, new Answers(0, 0, 0, 0, 0, 0, 0));

    Ledger() {
        for (LogOutcome outcome : LogOutcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    void offered(LogOutcome outcome, long predictions) {
        LongAdder adder = outcomes.get(outcome);
        if (adder != null) {
            adder.add(predictions);
        }
    }

    synchronized void answered(long predictions, LogPredictionsResponse response) {
        Settled was = settled;
        Answers a = was.answers;
        Answers sum = new Answers(
                a.sampled() + response.getSampled(),
                a.notSelected() + response.getNotSelected(),
                a.overLimit() + response.getOverLimit(),
                a.duplicate() + response.getDuplicate(),
                a.paused() + response.getPaused(),
                a.noJob() + response.getNoJob(),
                a.invalid() + response.getInvalidCount());
        settled = new Settled(was.acknowledged + predictions, was.refused, was.lost, sum);
    }

    synchronized void refused(long predictions) {
        Settled was = settled;
        settled = new Settled(was.acknowledged, was.refused + predictions, was.lost, was.answers);
    }

    synchronized void lost(long predictions) {
        Settled was = settled;
        settled = new Settled(was.acknowledged, was.refused, was.lost + predictions, was.answers);
    }

    /** Queued predictions so far. */
    long queued() {
        LongAdder adder = outcomes.get(LogOutcome.QUEUED);
        return adder == null ? 0 : adder.sum();
    }

    /** Queued predictions of which nothing more will be heard. */
    long settled() {
        Settled now = settled;
        return now.acknowledged + now.refused + now.lost;
    }

    LogCounts snapshot() {
        // What is settled was queued before: reading it first keeps the pending ones from being negative.
        Settled now = settled;
        Map<LogOutcome, Long> counts = new EnumMap<>(LogOutcome.class);
        outcomes.forEach((outcome, adder) -> counts.put(outcome, adder.sum()));
        return new LogCounts(counts, now.acknowledged, now.refused, now.lost, now.answers);
    }
}
