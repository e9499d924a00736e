package dev.assay.server.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes a classification model's figures from a stream of items: {@link #add} each, then {@link #finish} once, then
 * {@link #close}. The heap it needs depends on the number of labels and on {@link SpillPlace#pairsInMemory}, not on the
 * number of items; beyond the budget, pairs are sorted on disk. The figures do not depend on the budget, to the last
 * bit. Not safe for use by several threads.
 */
public final class ClassificationEvaluator implements AutoCloseable {
    private final List<String> labels;
    private final boolean multiLabel;
    private final Map<String, Integer> indexOfLabel = new LinkedHashMap<>();
    private final ItemRanking ranking;
    private final ScoredPairs pairs;
    private final long[] positives;
    private final ConfusionMatrix.Builder confusion;
    private final CountsBuilder counts = new CountsBuilder();
    private long items;
    private long correct;
    private boolean finished;

    /**
     * Starts with no items.
     *
     * @param labels the spec set's labels, in the set's order, without repetition
     * @param multiLabel whether an item may have any number of true labels instead of exactly one
     * @param place where pairs go that do not fit into memory
     * @throws IllegalArgumentException if a label is repeated
     */
    public ClassificationEvaluator(List<String> labels, boolean multiLabel, SpillPlace place) {
        this.labels = List.copyOf(labels);
        this.multiLabel = multiLabel;
        for (String label : this.labels) {
            if (indexOfLabel.put(label, indexOfLabel.size()) != null) {
                throw new IllegalArgumentException("label listed twice in the spec set: " + label);
            }
        }
        if (this.labels.size() > PairBuffer.MAX_LABEL) {
            throw new IllegalArgumentException("more than " + PairBuffer.MAX_LABEL + " labels");
        }
        ranking = new ItemRanking(indexOfLabel);
        pairs = new ScoredPairs(place);
        positives = new long[labels.size()];
        confusion = new ConfusionMatrix.Builder(this.labels);
    }

    /**
     * Takes one more item.
     *
     * @throws IllegalArgumentException if a true label is outside the spec set, or a single-label item does not have
     *     exactly one; such rows have to be refused before
     * @throws IllegalStateException if {@link #finish} was called already
     * @throws UncheckedIOException if the temporary file cannot be written
     */
    public void add(ClassifiedItem item) {
        requireUnfinished();
        requireTruthInSet(item);
        for (String label : item.truth()) {
            positives[indexOf(label)]++;
        }
        ranking.load(item.predicted());
        try {
            for (int slot = 0; slot < ranking.size(); slot++) {
                int label = ranking.label(slot);
                boolean hit = label < labels.size() && item.truth().contains(labels.get(label));
                pairs.add(ranking.score(slot), label, hit, ranking.rank(slot), items);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep scored pairs on disk", e);
        }
        items++;
        counts.count(ranking, labels.size());
        if (!multiLabel && ranking.size() > 0) {
            countBest(indexOf(item.truth().iterator().next()));
        }
    }

    /**
     * Computes the figures of all items added.
     *
     * @throws IllegalStateException if called twice
     * @throws UncheckedIOException if the temporary file cannot be read
     */
    public ClassificationFigures finish() {
        requireUnfinished();
        finished = true;
        long allPositives = 0;
        List<@Nullable CurveAccumulator> byLabel = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            allPositives += positives[label];
            byLabel.add(positives[label] == 0 ? null : new CurveAccumulator(labels.get(label), positives[label]));
        }
        // Labels outside the set are in the pooled curve only.
        byLabel.add(null);
        CurveAccumulator aggregate = new CurveAccumulator(null, allPositives);
        try {
            pairs.forEachDescending((score, label, hit, rank, item) -> {
                aggregate.accept(score, hit, rank);
                CurveAccumulator own = byLabel.get(label);
                if (own != null) {
                    own.accept(score, hit, rank);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read scored pairs from disk", e);
        }
        return figures(aggregate.finish(), finishAll(byLabel));
    }

    /**
     * Gives memory and the temporary file back; may be called at any time, also twice.
     *
     * @throws UncheckedIOException if the temporary file cannot be closed
     */
    @Override
    public void close() {
        finished = true;
        try {
            pairs.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the file of scored pairs", e);
        }
    }

    private ClassificationFigures figures(PrCurve aggregate, List<PrCurve> curves) {
        double sum = 0.0;
        for (PrCurve curve : curves) {
            sum += curve.averagePrecision();
        }
        return new ClassificationFigures(
                items,
                curves.isEmpty(),
                aggregate,
                curves.isEmpty() ? 0.0 : sum / curves.size(),
                curves,
                multiLabel ? null : confusion.build(),
                multiLabel ? null : new Accuracy(correct, items),
                counts.build());
    }

    private static List<PrCurve> finishAll(List<@Nullable CurveAccumulator> byLabel) {
        List<PrCurve> curves = new ArrayList<>();
        for (CurveAccumulator curve : byLabel) {
            if (curve != null) {
                curves.add(curve.finish());
            }
        }
        return curves;
    }

    private void countBest(int truth) {
        int best = ranking.label(ranking.best());
        if (best < labels.size()) {
            confusion.count(truth, best);
        }
        if (best == truth) {
            correct++;
        }
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("this evaluator has given its figures already");
        }
    }

    private void requireTruthInSet(ClassifiedItem item) {
        if (!multiLabel && item.truth().size() != 1) {
            throw new IllegalArgumentException("a single-label item has one true label, not "
                    + item.truth().size());
        }
        for (String label : item.truth()) {
            if (!indexOfLabel.containsKey(label)) {
                throw new IllegalArgumentException("true label outside the spec set: " + label);
            }
        }
    }

    private int indexOf(String label) {
        return indexOfLabel.getOrDefault(label, labels.size());
    }
}
