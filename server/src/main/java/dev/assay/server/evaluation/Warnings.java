package dev.assay.server.evaluation;

import dev.assay.server.metrics.ClassificationCounts;
import dev.assay.server.metrics.ClassificationFigures;
import java.util.ArrayList;
import java.util.List;

/** What a reader of figures should know of, in words. */
final class Warnings {
    private Warnings() {}

    static List<String> of(ClassificationFigures figures, RowCounts counts) {
        List<String> warnings = new ArrayList<>();
        ClassificationCounts odd = figures.counts();
        if (figures.noPositives()) {
            warnings.add("no item has a true label: averages of precision are 0 by convention and say nothing");
        }
        if (odd.withoutPrediction() > 0) {
            warnings.add("items without any prediction: " + odd.withoutPrediction() + "; they count as wrong");
        }
        if (odd.predictionsOutsideSet() > 0) {
            warnings.add("predicted labels outside of the annotation spec set: " + odd.predictionsOutsideSet()
                    + "; they count as retrieved and never as right");
        }
        if (odd.repeatedLabels() > 0) {
            warnings.add("labels listed again for the same item: " + odd.repeatedLabels()
                    + "; the highest score of each counts");
        }
        if (odd.scoresOutsideUnit() > 0) {
            warnings.add("scores outside of [0, 1]: " + odd.scoresOutsideUnit()
                    + "; they rank as they are, and the thresholds of the curve may not tell them apart");
        }
        if (counts.foreignItems() > 0) {
            warnings.add("items from rows that others wrote: " + counts.foreignItems()
                    + "; with which probability they were drawn is not known");
        }
        return warnings;
    }
}
