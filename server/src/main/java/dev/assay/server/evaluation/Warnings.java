package dev.assay.server.evaluation;

import dev.assay.server.metrics.BoxMatching;
import dev.assay.server.metrics.ClassificationCounts;
import dev.assay.server.metrics.ClassificationFigures;
import dev.assay.server.metrics.DetectionCounts;
import dev.assay.server.metrics.DetectionFigures;
import dev.assay.server.metrics.Figures;
import java.util.ArrayList;
import java.util.List;

/** What a reader of figures should know of, in words. */
final class Warnings {
    private Warnings() {}

    static List<String> of(Figures figures, RowCounts counts) {
        List<String> warnings = new ArrayList<>();
        if (figures instanceof ClassificationFigures ofLabels) {
            addOfLabels(ofLabels, warnings);
        } else if (figures instanceof DetectionFigures ofBoxes) {
            addOfBoxes(ofBoxes, warnings);
        }
        if (counts.foreignItems() > 0) {
            warnings.add("items from rows that others wrote: " + counts.foreignItems()
                    + "; with which probability they were drawn is not known");
        }
        return warnings;
    }

    private static void addOfLabels(ClassificationFigures figures, List<String> warnings) {
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
    }

    private static void addOfBoxes(DetectionFigures figures, List<String> warnings) {
        DetectionCounts odd = figures.counts();
        if (figures.noPositives()) {
            warnings.add("no image has a true box: averages of precision are 0 by convention and say nothing");
        }
        if (odd.withoutPrediction() > 0) {
            warnings.add("images in which the model found nothing: " + odd.withoutPrediction());
        }
        if (odd.boxesOutsideSet() > 0) {
            warnings.add("found boxes with labels outside of the annotation spec set: " + odd.boxesOutsideSet()
                    + "; they count as retrieved and never as right");
        }
        if (odd.boxesLeftOut() > 0) {
            warnings.add("found boxes left out: " + odd.boxesLeftOut() + "; of each label and image the "
                    + BoxMatching.MOST_PER_LABEL + " best-scored ones count");
        }
        if (odd.scoresOutsideUnit() > 0) {
            warnings.add("scores outside of [0, 1]: " + odd.scoresOutsideUnit() + "; they rank as they are");
        }
    }
}
