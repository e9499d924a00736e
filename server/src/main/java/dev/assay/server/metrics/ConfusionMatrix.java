package dev.assay.server.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each true label was answered with each best-scored label. Items without a prediction, or whose best
 * label is outside the set, are in no column, so a row may sum to less than the label's positives.
 *
 * <p>Kept sparse: a set of ten thousand labels would otherwise cost 800 MB, however few cells are in use.
 */
public final class ConfusionMatrix {
    private final List<String> labels;
    private final List<Map<Integer, Long>> rows;

    private ConfusionMatrix(List<String> labels, List<Map<Integer, Long>> rows) {
        this.labels = labels;
        this.rows = rows;
    }

    /**
     * The matrix with these cells.
     *
     * @param labels of rows and columns, in the spec set's order
     * @param rows one per label: counts by index of the best-scored label; what is absent is 0
     */
    public static ConfusionMatrix of(List<String> labels, List<Map<Integer, Long>> rows) {
        if (rows.size() != labels.size()) {
            throw new IllegalArgumentException(rows.size() + " rows for " + labels.size() + " labels");
        }
        List<Map<Integer, Long>> copies = new ArrayList<>();
        rows.forEach(row -> copies.add(Collections.unmodifiableMap(new TreeMap<>(row))));
        return new ConfusionMatrix(List.copyOf(labels), List.copyOf(copies));
    }

    /** Returns the labels of rows and columns, in the spec set's order. */
    public List<String> labels() {
        return labels;
    }

    /**
     * Returns how many items of one true label have one best-scored label.
     *
     * @param truth index of the true label
     * @param predicted index of the best-scored label
     */
    public long itemCount(int truth, int predicted) {
        return rows.get(truth).getOrDefault(predicted, 0L);
    }

    /**
     * Returns the counts of a row that are not zero, by index of the best-scored label, ascending.
     *
     * @param truth index of the true label
     */
    public Map<Integer, Long> cells(int truth) {
        return rows.get(truth);
    }

    /**
     * Returns a whole row, one count per label of the set, zeros included.
     *
     * @param truth index of the true label
     */
    public long[] row(int truth) {
        long[] row = new long[labels.size()];
        rows.get(truth).forEach((predicted, count) -> row[predicted] = count);
        return row;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfusionMatrix that && labels.equals(that.labels) && rows.equals(that.rows);
    }

    @Override
    public int hashCode() {
        return 31 * labels.hashCode() + rows.hashCode();
    }

    @Override
    public String toString() {
        return "ConfusionMatrix" + labels + rows;
    }

    /** Counts items into cells. */
    static final class Builder {
        private final List<String> labels;
        private final List<Map<Integer, Long>> rows;

        Builder(List<String> labels) {
            this.labels = List.copyOf(labels);
            this.rows = new ArrayList<>(Collections.nCopies(labels.size(), Map.of()));
        }

        void count(int truth, int predicted) {
            if (rows.get(truth).isEmpty()) {
                rows.set(truth, new TreeMap<>());
            }
            rows.get(truth).merge(predicted, 1L, Long::sum);
        }

        ConfusionMatrix build() {
            return new ConfusionMatrix(
                    labels, rows.stream().map(Collections::unmodifiableMap).toList());
        }
    }
}
