package dev.assay.server.labeling.agreement;

import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the true labels of items and the error rates of people from each other: Dawid and Skene (1979), "Maximum
 * likelihood estimation of observer error-rates using the EM algorithm", Applied Statistics 28, 20–28. Answers are all
 * it knows; what a model predicted has no place in it.
 *
 * <p>Memory: the answers, and two matrices of labels by labels for each person. Given the estimates of an earlier fit,
 * it starts from them, so that a few more answers cost a few passes.
 */
public final class DawidSkene {
    /** Cells of all people's matrices together, 400 MB: a thousand people may have 158 labels. */
    public static final long MAX_CELLS = 25_000_000;

    private DawidSkene() {}

    /** Returns whether the matrices of so many people fit into {@link #MAX_CELLS}. */
    public static boolean fits(int people, int labels) {
        return (long) people * labels <= MAX_CELLS / labels;
    }

    /**
     * Estimates from nothing but the answers; it sets out from each item's shares of votes.
     *
     * @param labels number of labels, those nobody chose included
     * @throws IllegalArgumentException if a label is not below {@code labels}, or not everything {@link #fits}
     */
    public static DawidSkeneFit fit(SingleLabelAnswers answers, int labels, DawidSkeneSettings settings) {
        return iterate(answers.grouped(), answers.labels.bound(), labels, settings, null);
    }

    /**
     * Estimates from the answers, setting out from estimates made earlier.
     *
     * @param answers all of them, not only those that came since
     * @param start estimates for the same labels; people who are new are thought to answer as people usually do
     * @throws IllegalArgumentException if a label is not below {@code start.labels()}, or not everything {@link #fits}
     */
    public static DawidSkeneFit refit(SingleLabelAnswers answers, LabelerQuality start, DawidSkeneSettings settings) {
        return iterate(answers.grouped(), answers.labels.bound(), start.labels(), settings, start);
    }

    /**
     * Estimates for items with any number of labels: each label by itself, as a question of yes or no.
     *
     * @param labels number of labels, those nobody chose included
     * @throws IllegalArgumentException if a label is not below {@code labels}
     */
    public static MultiLabelFit fitEach(MultiLabelAnswers answers, int labels, DawidSkeneSettings settings) {
        return MultiLabelFit.of(answers, Collections.nCopies(labels, null), settings);
    }

    /**
     * Estimates for items with any number of labels, setting out from estimates made earlier for the same labels.
     *
     * @param answers all of them, not only those that came since
     * @throws IllegalArgumentException if a label is not among those of {@code start}
     */
    public static MultiLabelFit refitEach(MultiLabelAnswers answers, MultiLabelFit start, DawidSkeneSettings settings) {
        return MultiLabelFit.of(answers, start.qualities(), settings);
    }

    static DawidSkeneFit iterate(
            GroupedAnswers answers,
            int labelBound,
            int labels,
            DawidSkeneSettings settings,
            @Nullable LabelerQuality start) {
        if (labels < 1 || labelBound > labels) {
            throw new IllegalArgumentException("label " + (labelBound - 1) + " of " + labels);
        }
        int people = Math.max(answers.peopleBound, start == null ? 0 : start.people());
        if (!fits(people, labels)) {
            throw new IllegalArgumentException("too many cells: " + people + " people, " + labels + " labels");
        }
        return new ExpectationMaximization(answers, labels, settings, start).run();
    }
}
