package dev.assay.server.evaluation;

import dev.assay.server.metrics.BoxMatching;
import dev.assay.server.metrics.DetectedItem;

/**
 * How wrong a model was about the boxes in one image, as {@link Mistake} has it for several labels: a box counts as given
 * from a score of 0.5 on. An image is wrong if a false box is given or a true one is not; the mistake is the greatest of
 * the scores of false boxes given and of 1 − score of true boxes missed, where a box that the model did not find at all
 * has the score 0. Boxes beyond the most that count per label are passed over.
 */
final class BoxMistake {
    private BoxMistake() {}

    static double of(DetectedItem item, double iouThreshold) {
        int[] became = BoxMatching.match(item, iouThreshold);
        double[] scoreOfTruth = new double[item.truth().size()];
        double worst = Mistake.NONE;
        for (int i = 0; i < became.length; i++) {
            double score = item.found().get(i).score();
            if (became[i] >= 0) {
                scoreOfTruth[became[i]] = score;
            } else if (became[i] == BoxMatching.FALSE && score >= Mistake.GIVEN_FROM) {
                worst = Math.max(worst, score);
            }
        }
        for (double score : scoreOfTruth) {
            if (score < Mistake.GIVEN_FROM) {
                worst = Math.max(worst, 1.0 - score);
            }
        }
        return worst;
    }
}
