package dev.assay.server.labeling.agreement;

import java.util.Objects;

/** Estimates of how often each label is the true one, and of what each person answers when it is. Immutable. */
public final class LabelerQuality {
    private final int labels;
    private final double[] shares;
    private final double[] confusions;
    private final double[] usual;

    /**
     * Keeps the arrays.
     *
     * @param shares by label
     * @param confusions one matrix per person, see {@link #row}
     * @param usual one matrix, of all people together
     */
    LabelerQuality(double[] shares, double[] confusions, double[] usual) {
        this.labels = shares.length;
        this.shares = shares;
        this.confusions = confusions;
        this.usual = usual;
    }

    /** Returns the number of labels. */
    public int labels() {
        return labels;
    }

    /** Returns the number of people. */
    public int people() {
        return confusions.length / (labels * labels);
    }

    /** Returns the probability that a label is the true one of an item of which nothing else is known. */
    public double share(int label) {
        return shares[Objects.checkIndex(label, labels)];
    }

    /**
     * Returns the probability that a person answers a label.
     *
     * @param truth the true label; if no item seems to have it, all answers are equally likely
     */
    public double confusion(int person, int truth, int answer) {
        Objects.checkIndex(person, people());
        Objects.checkIndex(truth, labels);
        Objects.checkIndex(answer, labels);
        return confusions[row(people(), labels, person, answer) + truth];
    }

    /** Returns the probability that a person answers the true label of an item of which nothing is known. */
    public double accuracy(int person) {
        double accuracy = 0.0;
        for (int label = 0; label < labels; label++) {
            accuracy += share(label) * confusion(person, label, label);
        }
        return accuracy;
    }

    /**
     * Where arrays of matrices keep the cells that one answer speaks of, by truth. Those of all people for one label lie
     * together: items in the order of their labels then use one stretch of memory after the other.
     */
    static int row(int people, int labels, int person, int answer) {
        return (answer * people + person) * labels;
    }

    double[] shares() {
        return shares;
    }

    double[] confusions() {
        return confusions;
    }

    /** A copy of the matrices for so many people; whoever is new answers as people usually do. */
    double[] confusionsOf(int people) {
        double[] all = new double[people * labels * labels];
        int known = Math.min(people, people());
        for (int answer = 0; answer < labels; answer++) {
            int from = row(people(), labels, 0, answer);
            int to = row(people, labels, 0, answer);
            System.arraycopy(confusions, from, all, to, known * labels);
            for (int person = known; person < people; person++) {
                System.arraycopy(usual, answer * labels, all, to + person * labels, labels);
            }
        }
        return all;
    }
}
