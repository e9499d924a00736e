package dev.assay.server.evaluation;

import dev.assay.server.vocabulary.LabelScore;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How wrong a model was about one item, as the score that it gave its mistake. Whoever looks at mistakes wants the
 * confident ones first.
 *
 * <ul>
 *   <li>Single-label: an item is wrong if its best-scored label is not the true one; the mistake is that label's score.
 *   <li>Multi-label: a label counts as given from a score of 0.5 on, which is where models that score each label by
 *       itself decide. An item is wrong if a false label is given or a true one is not; the mistake is the greatest of
 *       the scores of false labels given and of 1 − score of true labels missed.
 *   <li>A label that the model did not list has the score 0, so a single-label item without any prediction is a mistake
 *       of 1.
 * </ul>
 *
 * A label listed twice keeps its first place and its highest score; equal scores rank in the model's order.
 */
final class Mistake {
    /** Of an item that is right: below every score, since scores need not be within [0, 1]. */
    static final double NONE = Double.NEGATIVE_INFINITY;

    /** A label, or a box, that may be given beside others is given from this score on. */
    static final double GIVEN_FROM = 0.5;

    private Mistake() {}

    static double of(Collection<String> truth, List<LabelScore> predicted, boolean multiLabel) {
        Map<String, Double> scores = fold(predicted);
        return multiLabel ? worst(truth, scores) : best(truth, scores);
    }

    /** Each label once, in the order of first mention, with its highest score. */
    static Map<String, Double> fold(List<LabelScore> predicted) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (LabelScore listed : predicted) {
            scores.merge(listed.label(), listed.score(), Math::max);
        }
        return scores;
    }

    private static double best(Collection<String> truth, Map<String, Double> scores) {
        if (scores.isEmpty()) {
            return 1.0;
        }
        String best = "";
        double score = Double.NEGATIVE_INFINITY;
        for (Map.Entry<String, Double> entry : scores.entrySet()) {
            if (entry.getValue() > score) {
                best = entry.getKey();
                score = entry.getValue();
            }
        }
        return truth.contains(best) ? NONE : score;
    }

    private static double worst(Collection<String> truth, Map<String, Double> scores) {
        double worst = NONE;
        for (Map.Entry<String, Double> entry : scores.entrySet()) {
            if (entry.getValue() >= GIVEN_FROM && !truth.contains(entry.getKey())) {
                worst = Math.max(worst, entry.getValue());
            }
        }
        for (String label : truth) {
            double score = scores.getOrDefault(label, 0.0);
            if (score < GIVEN_FROM) {
                worst = Math.max(worst, 1.0 - score);
            }
        }
        return worst;
    }
}
