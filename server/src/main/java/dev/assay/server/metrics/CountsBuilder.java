package dev.assay.server.metrics;

/** Counts what is odd about each item's predictions. */
final class CountsBuilder {
    private long withoutPrediction;
    private long bestLabelOutsideSet;
    private long predictionsOutsideSet;
    private long repeatedLabels;
    private long scoresOutsideUnit;

    /** Counts one item; labels from {@code firstOutside} on are outside the set. */
    void count(ItemRanking ranking, int firstOutside) {
        repeatedLabels += ranking.repeats();
        if (ranking.size() == 0) {
            withoutPrediction++;
            return;
        }
        if (ranking.label(ranking.best()) >= firstOutside) {
            bestLabelOutsideSet++;
        }
        for (int slot = 0; slot < ranking.size(); slot++) {
            if (ranking.label(slot) >= firstOutside) {
                predictionsOutsideSet++;
            }
            if (ranking.score(slot) < 0.0 || ranking.score(slot) > 1.0) {
                scoresOutsideUnit++;
            }
        }
    }

    ClassificationCounts build() {
        return new ClassificationCounts(
                withoutPrediction, bestLabelOutsideSet, predictionsOutsideSet, repeatedLabels, scoresOutsideUnit);
    }
}
