package dev.assay.server.run;

/** The steps of a run and its ends; named as in {@code assay.v1.Run.State}. */
public enum RunState {
    CLAIMED,
    DATASET,
    WAITING,
    LABELING,
    EVALUATING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    EMPTY,
    SKIPPED;

    /** Whether work is left to do. */
    public boolean isActive() {
        return compareTo(EVALUATING) <= 0;
    }
}
