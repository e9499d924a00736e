package dev.assay.server.labeling.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The estimates of {@link DawidSkene#fitEach}: whether each label applies to each item. Immutable. */
public final class MultiLabelFit {
    /** Numbers of the two answers in each label's {@link #quality}. */
    public static final int NO = 0;

    /** The label applies. */
    public static final int YES = 1;

    private final GroupedAnswers answers;
    private final int[][] placesByLabel;
    private final List<LabelerQuality> qualities;

    private MultiLabelFit(GroupedAnswers answers, int[][] placesByLabel, List<LabelerQuality> qualities) {
        this.answers = answers;
        this.placesByLabel = placesByLabel;
        this.qualities = List.copyOf(qualities);
    }

    static MultiLabelFit of(
            MultiLabelAnswers all, List<? extends @Nullable LabelerQuality> starts, DawidSkeneSettings settings) {
        if (all.labels.bound() > starts.size()) {
            throw new IllegalArgumentException("label " + (all.labels.bound() - 1) + " of " + starts.size());
        }
        GroupedAnswers answers = all.grouped();
        int[][] placesByLabel = all.placesByLabel(starts.size());
        List<LabelerQuality> qualities = new ArrayList<>();
        for (int label = 0; label < placesByLabel.length; label++) {
            Arrays.fill(answers.labels, NO);
            for (int place : placesByLabel[label]) {
                answers.labels[place] = YES;
            }
            qualities.add(DawidSkene.iterate(answers, 2, 2, settings, starts.get(label))
                    .quality());
        }
        return new MultiLabelFit(answers, placesByLabel, qualities);
    }

    /** Returns the number of labels. */
    public int labels() {
        return qualities.size();
    }

    /** Returns the number of items, which is one more than the largest number of an item. */
    public int items() {
        return answers.itemBound();
    }

    /** Returns how well people tell whether a label applies; its two labels are {@link #NO} and {@link #YES}. */
    public LabelerQuality quality(int label) {
        return qualities.get(label);
    }

    /** Returns the probability that a label applies to an item; the label's share of items if nobody answered it. */
    public double probability(int item, int label) {
        int from = answers.starts[Objects.checkIndex(item, items())];
        int to = answers.starts[item + 1];
        int[] said = IntStream.range(from, to)
                .map(place -> Arrays.binarySearch(placesByLabel[label], place) >= 0 ? YES : NO)
                .toArray();
        GroupedAnswers one = new GroupedAnswers(
                new int[] {0, to - from}, Arrays.copyOfRange(answers.people, from, to), said, answers.peopleBound);
        double[] probabilities = new double[2];
        ItemPosterior.of(one, 0, qualities.get(label), probabilities, new LogProduct());
        return probabilities[YES];
    }

    /** Returns the labels that apply to an item more probably than not, ascending; none if nobody answered it. */
    public List<Integer> consensus(int item) {
        if (answers.starts[Objects.checkIndex(item, items())] == answers.starts[item + 1]) {
            return List.of();
        }
        return IntStream.range(0, labels())
                .filter(label -> probability(item, label) > 0.5 + QualityConsensus.TIE)
                .boxed()
                .toList();
    }

    List<LabelerQuality> qualities() {
        return Collections.unmodifiableList(qualities);
    }
}
