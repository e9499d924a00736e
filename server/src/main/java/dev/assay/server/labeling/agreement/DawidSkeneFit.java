package dev.assay.server.labeling.agreement;

import java.util.Objects;
import java.util.OptionalInt;

/** Where an iteration of {@link DawidSkene} ended. Keeps a copy of the answers, 8 bytes each; immutable. */
public final class DawidSkeneFit {
    private final GroupedAnswers answers;
    private final LabelerQuality quality;
    private final int iterations;
    private final boolean converged;
    private final double logLikelihood;

    DawidSkeneFit(
            GroupedAnswers answers, LabelerQuality quality, int iterations, boolean converged, double logLikelihood) {
        this.answers = answers;
        this.quality = quality;
        this.iterations = iterations;
        this.converged = converged;
        this.logLikelihood = logLikelihood;
    }

    /** Returns the estimates, also to start from when more answers have come. */
    public LabelerQuality quality() {
        return quality;
    }

    /** Returns how many passes over the answers were made. */
    public int iterations() {
        return iterations;
    }

    /** Returns whether the iteration ended because it gained nothing more, not at its limit. */
    public boolean converged() {
        return converged;
    }

    /** Returns the natural logarithm of the probability of all answers under the estimates. */
    public double logLikelihood() {
        return logLikelihood;
    }

    /** Returns the number of items, which is one more than the largest number of an item. */
    public int items() {
        return answers.itemBound();
    }

    /** Returns the probability of each label being the item's true one; the labels' shares if nobody answered it. */
    public double[] posterior(int item) {
        Objects.checkIndex(item, items());
        double[] probabilities = new double[quality.labels()];
        ItemPosterior.of(answers, item, quality, probabilities, new LogProduct());
        return probabilities;
    }

    /** Returns the item's most probable label. */
    public QualityConsensus consensus(int item) {
        double[] probabilities = posterior(item);
        int best = 0;
        for (int label = 1; label < probabilities.length; label++) {
            if (probabilities[label] > probabilities[best]) {
                best = label;
            }
        }
        boolean tie = answers.starts[item] == answers.starts[item + 1];
        for (int label = 0; label < probabilities.length; label++) {
            tie |= label != best && probabilities[best] - probabilities[label] < QualityConsensus.TIE;
        }
        return new QualityConsensus(tie ? OptionalInt.empty() : OptionalInt.of(best), probabilities[best]);
    }
}
