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
            if (answers.starts[item] < answers.starts[item + 1]) {
                ItemPosterior.of(answers, item, shares, confusions, weights, likelihood);
                count(item, weights);
            }
        }
        return likelihood.value();
    }

    private void count(int item, double[] weights) {
        for (int label = 0; label < labels; label++) {
            itemsOf[label] += weights[label];
        }
        for (int answer = answers.starts[item]; answer < answers.starts[item + 1]; answer++) {
            int cell = LabelerQuality.index(labels, answers.people[answer], answers.labels[answer], 0);
            for (int truth = 0; truth < labels; truth++) {
                answersOf[cell + truth] += weights[truth];
            }
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
        for (int person = 0; person < people; person++) {
            estimate(answersOf, person, confusions);
        }
    }

    /** Turns one matrix of counts into one of probabilities of answers given the truth. */
    private void estimate(double[] counts, int matrix, double[] into) {
        double[] answered = new double[labels];
        Arrays.fill(answered, settings.smoothing());
        for (int answer = 0; answer < labels; answer++) {
            int cell = LabelerQuality.index(labels, matrix, answer, 0);
            for (int truth = 0; truth < labels; truth++) {
                answered[truth] += counts[cell + truth];
            }
        }
        for (int answer = 0; answer < labels; answer++) {
            int cell = LabelerQuality.index(labels, matrix, answer, 0);
            for (int truth = 0; truth < labels; truth++) {
                into[cell + truth] = probability(counts[cell + truth] + priorWrong, answered[truth]);
            }
            int right = cell + answer;
            into[right] = probability(counts[right] + priorRight, answered[answer]);
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
            int right = row % labels;
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
        for (int cell = 0; cell < answersOf.length; cell++) {
            together[cell % together.length] += answersOf[cell];
        }
        double[] usual = new double[together.length];
        estimate(together, 0, usual);
        return usual;
    }
}
