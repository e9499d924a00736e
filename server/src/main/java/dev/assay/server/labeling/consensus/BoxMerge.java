package dev.assay.server.labeling.consensus;

import dev.assay.server.labeling.consensus.Consensus.Decided;
import dev.assay.server.labeling.consensus.Consensus.Kept;
import dev.assay.server.labeling.consensus.Consensus.Open;
import dev.assay.server.labeling.consensus.Consensus.Undecided;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Makes one set of boxes of several that people drew without seeing each other's.
 *
 * <p>Boxes of one label are grouped, at most one of each person. All pairs of boxes that overlap by {@link
 * #SAME_OBJECT_OVERLAP} or more are gone through from the largest overlap to the smallest; the groups of the two become
 * one if no person is in both and every box of one overlaps every box of the other so much (complete linkage, so that a
 * chain of neighbours does not become one object). A group is kept if more than half of the answers are in it, or all,
 * those without a box counted too; it becomes the box of the medians of its corners, for two middle values their mean.
 * A median is not moved by one person's slip.
 *
 * <p>If no group is kept, "nothing is there" is decided on the same terms, by the answers without a box; failing that,
 * the item is undecided. The order of answers and of boxes does not matter.
 */
public final class BoxMerge {
    /** Boxes that overlap by this or more may be the same object. */
    public static final double SAME_OBJECT_OVERLAP = 0.5;

    private final List<Drawn> boxes = new ArrayList<>();
    private final List<List<Drawn>> groups = new ArrayList<>();

    private BoxMerge(List<List<LabeledBox>> answers) {
        for (int person = 0; person < answers.size(); person++) {
            for (LabeledBox box : answers.get(person)) {
                boxes.add(new Drawn(person, box));
            }
        }
        boxes.sort(Comparator.comparing(Drawn::box, LabeledBox.ORDER));
        for (Drawn drawn : boxes) {
            drawn.group = groups.size();
            groups.add(new ArrayList<>(List.of(drawn)));
        }
    }

    /**
     * Merges the answers to one item. Open until all have come: each moves the medians.
     *
     * @param replicas how many people are asked
     * @param answers the boxes of each person who has answered; their number should be bounded, since time grows with
     *     the number of pairs of overlapping boxes
     */
    public static Consensus<LabeledBox> decide(Aggregation aggregation, int replicas, List<List<LabeledBox>> answers) {
        int total = answers.size();
        if (total < replicas) {
            return new Open<>(total, replicas - total);
        }
        if (aggregation == Aggregation.NO_AGGREGATION) {
            return new Kept<>(total);
        }
        int needed = aggregation == Aggregation.UNANIMOUS_VOTE ? Math.max(total, 1) : total / 2 + 1;
        BoxMerge merge = new BoxMerge(answers);
        merge.group();
        List<Vote<LabeledBox>> votes = merge.votes(total);
        List<Vote<LabeledBox>> kept =
                votes.stream().filter(vote -> vote.votes() >= needed).toList();
        long empty = answers.stream().filter(List::isEmpty).count();
        return !kept.isEmpty() || empty >= needed ? new Decided<>(kept, total) : new Undecided<>(votes, total);
    }

    private void group() {
        for (Pair pair : overlappingPairs()) {
            List<Drawn> one = groups.get(pair.first().group);
            List<Drawn> other = groups.get(pair.second().group);
            if (one != other && mayJoin(one, other)) {
                other.forEach(drawn -> drawn.group = pair.first().group);
                one.addAll(other);
                other.clear();
            }
        }
    }

    /** Pairs of different people, the largest overlap first, equal ones in the order of their boxes. */
    private List<Pair> overlappingPairs() {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) {
            Drawn first = boxes.get(i);
            // Sorted by label and left side: what begins to the right of this box does not overlap it, nor does the
            // rest.
            for (int j = i + 1; j < boxes.size() && mayOverlap(first.box, boxes.get(j).box); j++) {
                Drawn second = boxes.get(j);
                if (first.person != second.person && first.box.matches(second.box, SAME_OBJECT_OVERLAP)) {
                    pairs.add(new Pair(first, second, first.box.overlap(second.box)));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::overlap).reversed());
        return pairs;
    }

    private static boolean mayOverlap(LabeledBox box, LabeledBox later) {
        return box.label().equals(later.label()) && later.xMin() <= box.xMax();
    }

    private static boolean mayJoin(List<Drawn> one, List<Drawn> other) {
        return one.stream()
                .allMatch(first -> other.stream()
                        .allMatch(second ->
                                first.person != second.person && first.box.matches(second.box, SAME_OBJECT_OVERLAP)));
    }

    private List<Vote<LabeledBox>> votes(int total) {
        return groups.stream()
                .filter(group -> !group.isEmpty())
                .map(group -> new Vote<>(median(group), group.size(), total))
                .sorted(Comparator.comparing(Vote<LabeledBox>::value, LabeledBox.ORDER)
                        .thenComparing(
                                Comparator.comparingInt(Vote<LabeledBox>::votes).reversed()))
                .toList();
    }

    private static LabeledBox median(List<Drawn> group) {
        return new LabeledBox(
                group.get(0).box.label(),
                median(group, LabeledBox::xMin),
                median(group, LabeledBox::yMin),
                median(group, LabeledBox::xMax),
                median(group, LabeledBox::yMax));
    }

    private static double median(List<Drawn> group, ToDoubleFunction<LabeledBox> corner) {
        double[] sorted = group.stream()
                .mapToDouble(drawn -> corner.applyAsDouble(drawn.box))
                .sorted()
                .toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : sorted[half - 1] + (sorted[half] - sorted[half - 1]) / 2;
    }

    /** A box, who drew it and the group it is in. */
    private static final class Drawn {
        private final int person;
        private final LabeledBox box;
        private int group;

        Drawn(int person, LabeledBox box) {
            this.person = person;
            this.box = box;
        }

        LabeledBox box() {
            return box;
        }
    }

    /** Two boxes of different people. */
    private record Pair(Drawn first, Drawn second, double overlap) {}
}
