package dev.assay.server.labeling;

/** Which consensus there is for which kind of annotation. */
final class Consensuses {
    private Consensuses() {}

    static Consensus of(LabelingPlan plan) {
        throw new UnsupportedOperationException();
    }
}
