package dev.assay.server.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes the figures of a model that finds objects in images from a stream of them: {@link #add} each, then {@link
 * #finish} once, then {@link #close}. The heap it needs depends on the number of labels and on {@link
 * SpillPlace#pairsInMemory}, not on the number of images; beyond the budget, boxes are sorted on disk. The figures do not
 * depend on the budget, to the last bit. Not safe for use by several threads.
 *
 * <p>Across images boxes rank by score; equal ones in the order of the images and, within an image, as the model listed
 * them.
 */
public final class DetectionEvaluator implements AutoCloseable {
    private final List<String> labels;
    private final double iouThreshold;
    private final Map<String, Integer> indexOfLabel = new HashMap<>();
    private final BoxMatching matching;
    private final ScoredPairs boxes;
    private final long[] positives;
    private final IouTally allOverlaps = new IouTally();

    /** By label; null until a box of it is found. */
    private final @Nullable IouTally[] overlaps;

    private final DetectionCountsBuilder counts = new DetectionCountsBuilder();
    private long items;
    private boolean finished;

    /**
     * Starts with no images.
     *
     * @param labels the spec set's labels, in the set's order, without repetition
     * @param iouThreshold from which overlap on a box is right, in (0, 1]
     * @param place where boxes go that do not fit into memory
     * @throws IllegalArgumentException if a label is repeated, or the threshold out of range
     */
    public DetectionEvaluator(List<String> labels, double iouThreshold, SpillPlace place) {
        this.labels = List.copyOf(labels);
        for (String label : this.labels) {
            if (indexOfLabel.put(label, indexOfLabel.size()) != null) {
                throw new IllegalArgumentException("label listed twice in the spec set: " + label);
            }
        }
        if (this.labels.size() > PairBuffer.MAX_LABEL) {
            throw new IllegalArgumentException("more than " + PairBuffer.MAX_LABEL + " labels");
        }
        if (!(iouThreshold > 0.0 && iouThreshold <= 1.0)) {
            throw new IllegalArgumentException("an IoU threshold must be in (0, 1], not " + iouThreshold);
        }
        this.iouThreshold = iouThreshold;
        matching = new BoxMatching(Math.min(iouThreshold, IouTally.threshold(0)));
        boxes = new ScoredPairs(place);
        positives = new long[labels.size()];
        overlaps = new IouTally[labels.size()];
    }

    /**
     * Takes one more image.
     *
     * @throws IllegalArgumentException if the label of a true box is outside the spec set; such rows have to be refused
     *     before
     * @throws IllegalStateException if {@link #finish} was called already
     * @throws UncheckedIOException if the temporary file cannot be written
     */
    public void add(DetectedItem item) {
        requireUnfinished();
        for (TrueBox truth : item.truth()) {
            if (!indexOfLabel.containsKey(truth.label())) {
                throw new IllegalArgumentException("true label outside the spec set: " + truth.label());
            }
        }
        for (TrueBox truth : item.truth()) {
            positives[indexOf(truth.label())]++;
        }
        matching.load(item);
        countOverlaps(item);
        keepBoxes(item);
        counts.count(item, matching.leftOut());
        items++;
    }

    private void countOverlaps(DetectedItem item) {
        for (int position = 0; position < matching.size(); position++) {
            RankClass rank = RankClass.ofPosition(position);
            allOverlaps.retrieve(rank);
            int label = label(item, position);
            if (label < overlaps.length) {
                overlapsOf(label).retrieve(rank);
            }
        }
        for (int threshold = 0; threshold < IouTally.THRESHOLDS; threshold++) {
            matching.match(IouTally.threshold(threshold));
            for (int position = 0; position < matching.size(); position++) {
                if (matching.isHit(position)) {
                    RankClass rank = RankClass.ofPosition(position);
                    allOverlaps.hit(threshold, rank);
                    overlapsOf(label(item, position)).hit(threshold, rank);
                }
            }
        }
    }

    private void keepBoxes(DetectedItem item) {
        matching.match(iouThreshold);
        try {
            for (int position = 0; position < matching.size(); position++) {
                FoundBox found = item.found().get(matching.place(position));
                int label = indexOf(found.label());
                counts.count(found, label == labels.size());
                boxes.add(found.score(), label, matching.isHit(position), RankClass.ofPosition(position), items);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep scored boxes on disk", e);
        }
    }

    /**
     * Computes the figures of all images added.
     *
     * @throws IllegalStateException if called twice
     * @throws UncheckedIOException if the temporary file cannot be read
     */
    public DetectionFigures finish() {
        requireUnfinished();
        finished = true;
        long allPositives = 0;
        List<@Nullable DetectionAccumulator> byLabel = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            allPositives += positives[label];
            byLabel.add(positives[label] == 0 ? null : new DetectionAccumulator(labels.get(label), positives[label]));
        }
        // Labels outside the set are in the pooled curve only.
        byLabel.add(null);
        DetectionAccumulator aggregate = new DetectionAccumulator(null, allPositives);
        try {
            boxes.forEachDescending((score, label, hit, rank, item) -> {
                aggregate.accept(score, hit, rank);
                DetectionAccumulator own = byLabel.get(label);
                if (own != null) {
                    own.accept(score, hit, rank);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read scored boxes from disk", e);
        }
        return figures(aggregate.finish(allOverlaps), finishAll(byLabel));
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
            boxes.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the file of scored boxes", e);
        }
    }

    private DetectionFigures figures(DetectionCurve aggregate, List<DetectionCurve> curves) {
        double sum = 0.0;
        for (DetectionCurve curve : curves) {
            sum += curve.averagePrecision();
        }
        return new DetectionFigures(
                items,
                curves.isEmpty(),
                iouThreshold,
                aggregate,
                curves.isEmpty() ? 0.0 : sum / curves.size(),
                curves,
                counts.build());
    }

    private List<DetectionCurve> finishAll(List<@Nullable DetectionAccumulator> byLabel) {
        List<DetectionCurve> curves = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            DetectionAccumulator curve = byLabel.get(label);
            if (curve != null) {
                curves.add(curve.finish(overlapsOf(label)));
            }
        }
        return curves;
    }

    private IouTally overlapsOf(int label) {
        IouTally own = overlaps[label];
        if (own == null) {
            own = new IouTally();
            overlaps[label] = own;
        }
        return own;
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("this evaluator has given its figures already");
        }
    }

    private int label(DetectedItem item, int position) {
        return indexOf(item.found().get(matching.place(position)).label());
    }

    private int indexOf(String label) {
        return indexOfLabel.getOrDefault(label, labels.size());
    }
}
