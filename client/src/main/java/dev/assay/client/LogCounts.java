package dev.assay.client;

import java.util.Map;

/**
 * What became of everything offered to a {@link PredictionLogger} since it was built, in predictions: a body counts as
 * the number of instances that its caller stated. A snapshot always adds up:
 *
 * <ul>
 *   <li>{@link #offered()} is the sum over all {@linkplain #byOutcome() outcomes};
 *   <li>the outcome {@link LogOutcome#QUEUED} is {@link #acknowledged()} + {@link #pending()} + {@link #refused()} +
 *       {@link #lostAtClose()};
 *   <li>{@link #acknowledged()} is {@link Answers#total()}, unless a caller misstated the instances of a body or the
 *       server refused a body as a whole.
 * </ul>
 *
 * @param byOutcome how many predictions had each outcome; has an entry for every outcome
 * @param acknowledged queued predictions whose batch the server answered
 * @param refused queued predictions given up because the server refuses their batch for good
 * @param lostAtClose queued predictions that were still unanswered when the logger had finished closing
 * @param answers what the server said of the acknowledged ones
 */
public record LogCounts(
        Map<LogOutcome, Long> byOutcome, long acknowledged, long refused, long lostAtClose, Answers answers) {

    /**
     * Takes a copy of the outcomes.
     *
     * @param byOutcome how many predictions had each outcome
     * @param acknowledged queued predictions whose batch the server answered
     * @param refused queued predictions given up
     * @param lostAtClose queued predictions unanswered at the end
     * @param answers what the server said
     */
    public LogCounts {
        byOutcome = Map.copyOf(byOutcome);
    }

    /**
     * How many predictions were offered, whatever became of them.
     *
     * @return the sum over all outcomes, 0 or more
     */
    public long offered() {
        return byOutcome.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * How many predictions had this outcome.
     *
     * @param outcome the outcome
     * @return 0 or more
     */
    public long of(LogOutcome outcome) {
        return byOutcome.getOrDefault(outcome, 0L);
    }

    /**
     * How many queued predictions wait to be sent or answered.
     *
     * @return 0 or more
     */
    public long pending() {
        return of(LogOutcome.QUEUED) - acknowledged - refused - lostAtClose;
    }

    /**
     * How many predictions were lost, at any point and for any reason.
     *
     * @return the sum over the outcomes that begin with {@code DROPPED}, {@link #refused()} and {@link #lostAtClose()}
     */
    public long dropped() {
        return of(LogOutcome.DROPPED_QUEUE_FULL)
                + of(LogOutcome.DROPPED_TOO_LARGE)
                + of(LogOutcome.DROPPED_INVALID)
                + of(LogOutcome.DROPPED_CLOSED)
                + refused
                + lostAtClose;
    }

    /**
     * What the server said of acknowledged predictions. Each batch counts once, by the answer that freed it: a batch that
     * was stored, whose answer was lost and that was sent again counts as duplicate.
     *
     * @param sampled stored
     * @param notSelected left out by the selection rule at the server
     * @param overLimit selected, but the interval was full
     * @param duplicate already stored under the same id
     * @param paused not looked at, the job is paused
     * @param noJob not looked at, no job evaluates the version
     * @param invalid refused; {@link PredictionLogger#lastProblem()} tells the latest reason
     */
    public record Answers(
            long sampled, long notSelected, long overLimit, long duplicate, long paused, long noJob, long invalid) {
        /**
         * How many predictions the server accounted for.
         *
         * @return the sum of all seven
         */
        public long total() {
            return sampled + notSelected + overLimit + duplicate + paused + noJob + invalid;
        }
    }
}
