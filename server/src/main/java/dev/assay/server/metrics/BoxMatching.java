package dev.assay.server.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the boxes that a model found in an image are right. Of each label the {@link #MOST_PER_LABEL} best-scored boxes
 * are considered, the best one first and equal ones as listed. Each takes, of the true boxes of its label that none took
 * before, the one with the highest overlap, if that is high enough; of equal overlaps the one listed last. So does COCO.
 *
 * <p>Reused from image to image. Overlaps are computed once per image, for any number of thresholds.
 */
public final class BoxMatching {
    /** How many boxes of one label count in one image. */
    public static final int MOST_PER_LABEL = 100;

    /** In place of a true box, for a found one that takes none. */
    public static final int FALSE = -1;

    /** In place of a true box, for a found one that is not considered. */
    public static final int LEFT_OUT = -2;

    /** A threshold of 1 lets boxes pass that are the same but for rounding. */
    private static final double HIGHEST_THRESHOLD = 1.0 - 1e-10;

    private final double lowestThreshold;

    /** Places in the list of found boxes that are considered, in the order of matching. */
    private int[] places = new int[16];

    private int size;
    private int leftOut;

    /** Of each considered box, where its candidates end; they begin where those of the one before end. */
    private int[] candidateEnds = new int[16];

    private int[] candidates = new int[16];
    private double[] overlaps = new double[16];
    private int candidateCount;

    private boolean[] taken = new boolean[16];
    private int truths;
    private int[] matched = new int[16];

    /** For thresholds from this one on. */
    BoxMatching(double lowestThreshold) {
        this.lowestThreshold = Math.min(lowestThreshold, HIGHEST_THRESHOLD);
    }

    /**
     * What became of each found box, in the order listed: the place of the true box that it takes, {@link #FALSE}, or
     * {@link #LEFT_OUT}.
     *
     * @param iouThreshold in (0, 1]
     */
    public static int[] match(DetectedItem item, double iouThreshold) {
        BoxMatching matching = new BoxMatching(iouThreshold);
        matching.load(item);
        matching.match(iouThreshold);
        int[] became = new int[item.found().size()];
        Arrays.fill(became, LEFT_OUT);
        for (int i = 0; i < matching.size; i++) {
            became[matching.places[i]] = matching.matched[i];
        }
        return became;
    }

    void load(DetectedItem item) {
        size = 0;
        leftOut = 0;
        candidateCount = 0;
        truths = item.truth().size();
        taken = truths > taken.length ? new boolean[2 * truths] : taken;
        Map<String, OfLabel> byLabel = new HashMap<>();
        for (int i = 0; i < truths; i++) {
            byLabel.computeIfAbsent(item.truth().get(i).label(), label -> new OfLabel())
                    .truths
                    .add(i);
        }
        for (int place : byScore(item.found())) {
            FoundBox found = item.found().get(place);
            OfLabel same = byLabel.computeIfAbsent(found.label(), label -> new OfLabel());
            if (same.considered == MOST_PER_LABEL) {
                leftOut++;
                continue;
            }
            same.considered++;
            addCandidates(found, same.truths, item.truth());
            reserve();
            places[size] = place;
            candidateEnds[size] = candidateCount;
            size++;
        }
    }

    /** Matches what is loaded; a threshold below the lowest one is as good as that. */
    void match(double iouThreshold) {
        double threshold = Math.min(iouThreshold, HIGHEST_THRESHOLD);
        Arrays.fill(taken, 0, truths, false);
        int from = 0;
        for (int i = 0; i < size; i++) {
            int best = FALSE;
            double least = threshold;
            for (int candidate = from; candidate < candidateEnds[i]; candidate++) {
                if (overlaps[candidate] >= least && !taken[candidates[candidate]]) {
                    best = candidates[candidate];
                    least = overlaps[candidate];
                }
            }
            if (best != FALSE) {
                taken[best] = true;
            }
            matched[i] = best;
            from = candidateEnds[i];
        }
    }

    /** Returns how many boxes are considered; they have the positions from 0, best-scored first. */
    int size() {
        return size;
    }

    /** Returns how many boxes are not considered. */
    int leftOut() {
        return leftOut;
    }

    /** Returns the place of a considered box in the list of found ones. */
    int place(int position) {
        return places[position];
    }

    /** Tells whether a considered box took a true one at the last threshold. */
    boolean isHit(int position) {
        return matched[position] != FALSE;
    }

    private void addCandidates(FoundBox found, List<Integer> sameLabel, List<TrueBox> truth) {
        int from = candidateCount;
        for (int place : sameLabel) {
            double overlap = found.box().overlap(truth.get(place).box());
            if (overlap >= lowestThreshold) {
                if (candidateCount == candidates.length) {
                    candidates = Arrays.copyOf(candidates, 2 * candidateCount);
                    overlaps = Arrays.copyOf(overlaps, 2 * candidateCount);
                }
                candidates[candidateCount] = place;
                overlaps[candidateCount] = overlap;
                candidateCount++;
            }
        }
        if (candidateCount - from > MOST_PER_LABEL) {
            keepBest(from);
        }
    }

    /**
     * Keeps as many candidates as boxes can be considered: of so many, one is left whatever the others take. Bounds what an
     * image with a hundred thousand true boxes in one spot can use up.
     */
    private void keepBest(int from) {
        List<Integer> best = new ArrayList<>();
        for (int i = from; i < candidateCount; i++) {
            best.add(i);
        }
        best.sort(Comparator.comparingDouble((Integer i) -> overlaps[i])
                .thenComparing(Comparator.naturalOrder())
                .reversed());
        int[] kept = best.subList(0, MOST_PER_LABEL).stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        for (int i = 0; i < kept.length; i++) {
            candidates[from + i] = candidates[kept[i]];
            overlaps[from + i] = overlaps[kept[i]];
        }
        candidateCount = from + kept.length;
    }

    /** What an image has of one label. */
    private static final class OfLabel {
        private final List<Integer> truths = new ArrayList<>();
        private int considered;
    }

    private void reserve() {
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
            candidateEnds = Arrays.copyOf(candidateEnds, 2 * size);
            matched = Arrays.copyOf(matched, 2 * size);
        }
    }

    /** Places of the found boxes by descending score; equal ones as listed. */
    private static int[] byScore(List<FoundBox> found) {
        Integer[] places = new Integer[found.size()];
        Arrays.setAll(places, i -> i);
        // Comparing as numbers: −0.0 is no lower than 0.0.
        Arrays.sort(places, (one, other) -> {
            double first = found.get(one).score();
            double second = found.get(other).score();
            return first > second ? -1 : first < second ? 1 : 0;
        });
        return Arrays.stream(places).mapToInt(Integer::intValue).toArray();
    }
}
