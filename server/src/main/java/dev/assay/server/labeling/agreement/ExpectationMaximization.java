package dev.assay.server.labeling.agreement;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The iteration of {@link DawidSkene}. One pass weighs each item by the estimates and at once adds the weights to the
 * counts of the next estimates, so no item's probabilities are kept. Everything is added in one order, that of {@link
 * GroupedAnswers#inOrderOfLabels}, and beside sums and products there are only strict logarithms: the same answers give
 * the same bits everywhere.
 */
final class ExpectationMaximization {
    private final GroupedAnswers asked;
    /** The same, as the iteration goes through them. */
    private final GroupedAnswers answers;
    /** Where the row of each answer begins in the matrices. */
    private final int[] rows;

    private final int labels;
    private final int people;
    private final DawidSkeneSettings settings;
    /** Pseudo-answers per true label: that are right, and that name one of the wrong labels. */
    private final double priorRight;

    private final double priorWrong;

    private final double[] shares;
    private final double[] confusions;
    private final double[] itemsOf;
    private final double[] answersOf;

    /**
     * Sets out from estimates made earlier, or from each item's shares of votes.
     *
     * @param start how good people were thought to be; null if that is unknown
     */
    ExpectationMaximization(
            GroupedAnswers answers, int labels, DawidSkeneSettings settings, @Nullable LabelerQuality start) {
        this.asked = answers;
        this.answers = answers.inOrderOfLabels(labels);
        this.labels = labels;
        this.settings = settings;
        this.priorRight = labels == 1 ? settings.smoothing() : settings.smoothing() / 2;
        this.priorWrong = labels == 1 ? 0.0 : settings.smoothing() / 2 / (labels - 1);
        this.people = Math.max(answers.peopleBound, start == null ? 0 : start.people());
        this.rows = this.answers.rows(people, labels);
        this.itemsOf = new double[labels];
        this.answersOf = new double[people * labels * labels];
        if (start == null) {
            this.shares = new double[labels];
            this.confusions = new double[answersOf.length];
            countVotes();
            maximize();
        } else {
            this.shares = start.shares().clone();
            this.confusions = start.confusionsOf(people);
        }
    }

    /** Iterates to the end that the settings name. */
    DawidSkeneFit run() {
        double reached = Double.NEGATIVE_INFINITY;
        double logLikelihood = expect();
        int iterations = 1;
        boolean converged = false;
        while (true) {
            double now = logLikelihood + logPrior();
            converged = now - reached <= settings.leastGain() * answers.size();
            if (converged || iterations == settings.maxIterations()) {
                break;
            }
            reached = now;
            maximize();
            logLikelihood = expect();
            iterations++;
        }
        return new DawidSkeneFit(
                asked, new LabelerQuality(shares, confusions, usual()), iterations, converged, logLikelihood);
    }

    /** Counts what votes say, an item's labels weighted by their shares of its answers: (3.1) of the paper. */
    private void countVotes() {
        double[] weights = new double[labels];
        for (int item = 0; item < answers.itemBound(); item++) {
            int from = answers.starts[item];
            int to = answers.starts[item + 1];
            if (from < to) {
                Arrays.fill(weights, 0.0);
                for (int answer = from; answer < to; answer++) {
                    weights[answers.labels[answer]] += 1.0;
                }
                for (int label = 0; label < labels; label++) {
                    weights[label] /= to - from;
                }
                count(item, weights);
            }
        }
    }

    /** Counts what the estimates say, and returns how likely they make the answers. */
    private double expect() {
        Arrays.fill(itemsOf, 0.0);
        Arrays.fill(answersOf, 0.0);
        LogProduct likelihood = new LogProduct();
        double[] weights = new double[labels];
        for (int item = 0; item < answers.itemBound(); item++) {
            int from = answers.starts[item];
            int to = answers.starts[item + 1];
            if (from < to) {
                ItemPosterior.of(rows, from, to, shares, confusions, weights, likelihood);
                count(item, weights);
            }
        }
        return likelihood.value();
    }

    private void count(int item, double[] weights) {
        for (int label = 0; label < labels; label++) {
            itemsOf[label] += weights[label];
        }
        int answer = answers.starts[item];
        int to = answers.starts[item + 1];
        for (; answer + 2 < to; answer += 3) {
            countThree(rows[answer], rows[answer + 1], rows[answer + 2], weights);
        }
        for (; answer < to; answer++) {
            int row = rows[answer];
            for (int truth = 0; truth < weights.length; truth++) {
                answersOf[row + truth] += weights[truth];
            }
        }
    }

    /** Three rows at once as in {@link ItemPosterior}; they may be the same row. */
    private void countThree(int one, int two, int three, double[] weights) {
        for (int truth = 0; truth < weights.length; truth++) {
            double weight = weights[truth];
            answersOf[one + truth] += weight;
            answersOf[two + truth] += weight;
            answersOf[three + truth] += weight;
        }
    }

    /** Makes estimates of the counts: (2.3) and (2.4) of the paper, smoothed. */
    private void maximize() {
        double items = settings.smoothing();
        for (double count : itemsOf) {
            items += count;
        }
        for (int label = 0; label < labels; label++) {
            shares[label] = probability(itemsOf[label] + settings.smoothing() / labels, items);
        }
        estimate(answersOf, people, confusions);
    }

    /** Turns so many matrices of counts into ones of probabilities of answers given the truth. */
    private void estimate(double[] counts, int matrices, double[] into) {
        int ofLabel = matrices * labels;
        double[] answered = new double[ofLabel];
        Arrays.fill(answered, settings.smoothing());
        for (int answer = 0; answer < labels; answer++) {
            int cells = answer * ofLabel;
            for (int i = 0; i < ofLabel; i++) {
                answered[i] += counts[cells + i];
            }
        }
        for (int answer = 0; answer < labels; answer++) {
            int cells = answer * ofLabel;
            for (int i = 0; i < ofLabel; i++) {
                into[cells + i] = probability(counts[cells + i] + priorWrong, answered[i]);
            }
            for (int right = answer; right < ofLabel; right += labels) {
                into[cells + right] = probability(counts[cells + right] + priorRight, answered[right]);
            }
        }
    }

    private double probability(double part, double whole) {
        return whole == 0.0 ? 1.0 / labels : Math.max(part / whole, ItemPosterior.LEAST_PROBABILITY);
    }

    /** Logarithm of the density of the estimates under the prior that smoothing stands for, less a constant. */
    private double logPrior() {
        if (settings.smoothing() == 0.0) {
            return 0.0;
        }
        LogProduct ofShares = new LogProduct();
        for (double share : shares) {
            ofShares.times(share);
        }
        LogProduct ofRight = new LogProduct();
        LogProduct ofWrong = new LogProduct();
        int cell = 0;
        for (int row = 0; row < people * labels; row++) {
            int right = row / people;
            for (int truth = 0; truth < labels; truth++) {
                (truth == right ? ofRight : ofWrong).times(confusions[cell++]);
            }
        }
        return settings.smoothing() / labels * ofShares.value()
                + priorRight * ofRight.value()
                + priorWrong * ofWrong.value();
    }

    private double[] usual() {
        double[] together = new double[labels * labels];
        int cell = 0;
        for (int row = 0; row < people * labels; row++) {
            int answer = row / people;
            for (int truth = 0; truth < labels; truth++) {
                together[answer * labels + truth] += answersOf[cell++];
            }
        }
        double[] usual = new double[together.length];
        estimate(together, 1, usual);
        return usual;
    }
}
