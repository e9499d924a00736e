package dev.assay.server.metrics;

import dev.assay.server.vocabulary.LabelScore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One item's listed labels with repeats folded and the five best found. Reused from item to item: the arrays grow to
 * the longest list seen and hold nothing of earlier items.
 */
final class ItemRanking {
    /** Labels up to this rank count at @5. */
    private static final int TOP = 5;

    private final Map<String, Integer> indexOfLabel;
    /** Per label of the set, its slot for the item numbered {@link #lastItem}. */
    private final int[] slotOfLabel;

    private final long[] lastItem;
    private long item;
    private int[] labels = new int[16];
    private double[] scores = new double[16];
    private int size;
    private long repeats;
    private final int[] top = new int[TOP];
    private int topSize;

    /** Takes each label's index; the first index beyond them stands for every label outside the set. */
    ItemRanking(Map<String, Integer> indexOfLabel) {
        this.indexOfLabel = indexOfLabel;
        this.slotOfLabel = new int[indexOfLabel.size()];
        this.lastItem = new long[indexOfLabel.size()];
    }

    void load(List<LabelScore> predicted) {
        item++;
        size = 0;
        repeats = 0;
        Map<String, Integer> slotsOutside = new HashMap<>();
        for (LabelScore listed : predicted) {
            int label = indexOfLabel.getOrDefault(listed.label(), indexOfLabel.size());
            int slot = claimSlot(label, listed.label(), slotsOutside);
            double score = listed.score();
            if (slot == size) {
                append(label, score);
            } else {
                repeats++;
                scores[slot] = Math.max(scores[slot], score);
            }
        }
        findTop();
    }

    /** Returns how many different labels the item has. */
    int size() {
        return size;
    }

    int label(int slot) {
        return labels[slot];
    }

    double score(int slot) {
        return scores[slot];
    }

    /** Returns how many listings named a label already listed. */
    long repeats() {
        return repeats;
    }

    /** Returns the slot of the best-scored label; only if there is any label. */
    int best() {
        return top[0];
    }

    RankClass rank(int slot) {
        for (int position = 0; position < topSize; position++) {
            if (top[position] == slot) {
                return position == 0 ? RankClass.BEST : RankClass.TOP_FIVE;
            }
        }
        return RankClass.REST;
    }

    /** Returns the label's slot of this item, which is the next free one if it was not listed before. */
    private int claimSlot(int label, String text, Map<String, Integer> slotsOutside) {
        if (label == indexOfLabel.size()) {
            Integer earlier = slotsOutside.putIfAbsent(text, size);
            return earlier == null ? size : earlier;
        }
        if (lastItem[label] != item) {
            lastItem[label] = item;
            slotOfLabel[label] = size;
        }
        return slotOfLabel[label];
    }

    private void append(int label, double score) {
        if (size == labels.length) {
            labels = Arrays.copyOf(labels, 2 * size);
            scores = Arrays.copyOf(scores, 2 * size);
        }
        labels[size] = label;
        scores[size] = score;
        size++;
    }

    /** Keeps the five best by insertion; a later slot must be strictly better to move ahead, so ties keep their order. */
    private void findTop() {
        topSize = 0;
        for (int slot = 0; slot < size; slot++) {
            int position = topSize;
            while (position > 0 && scores[slot] > scores[top[position - 1]]) {
                position--;
            }
            if (position < TOP) {
                topSize = Math.min(TOP, topSize + 1);
                System.arraycopy(top, position, top, position + 1, topSize - 1 - position);
                top[position] = slot;
            }
        }
    }
}
