package dev.assay.server.labeling.agreement;

import java.util.Arrays;

/**
 * Answers of any number of labels each, 12 bytes an answer and 4 a label. Items, people and labels are numbers from 0
 * without large gaps; which is which is the caller's business. Not safe for use by several threads.
 */
public final class MultiLabelAnswers {
    private final IntList items = new IntList();
    private final IntList people = new IntList();
    private final IntList ends = new IntList();
    final IntList labels = new IntList();

    /**
     * Takes one answer.
     *
     * @param chosen its labels in any order; none means that no label applies
     * @throws IllegalArgumentException if a number is negative or 2^27 or more
     */
    public void add(int item, int person, int... chosen) {
        IntList.requireInRange("item", item);
        IntList.requireInRange("person", person);
        Arrays.stream(chosen).forEach(label -> IntList.requireInRange("label", label));
        items.add(item);
        people.add(person);
        Arrays.stream(chosen).forEach(labels::add);
        ends.add(labels.size());
    }

    /** Returns the number of answers. */
    public int size() {
        return items.size();
    }

    /** The answers by item, then person; none has a label yet. */
    GroupedAnswers grouped() {
        int[] order = order();
        return new GroupedAnswers(items.starts(), people.at(order), new int[order.length], people.bound());
    }

    /** For each label below the bound, the places in {@link #grouped} of the answers that have it. */
    int[][] placesByLabel(int bound) {
        int[] order = order();
        int[] rank = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            rank[order[place]] = place;
        }
        int[] starts = labels.starts();
        int[][] places = new int[bound][];
        Arrays.setAll(places, label -> new int[label < starts.length - 1 ? starts[label + 1] - starts[label] : 0]);
        int[] filled = new int[places.length];
        int from = 0;
        for (int answer = 0; answer < ends.size(); answer++) {
            for (int i = from; i < ends.get(answer); i++) {
                int label = labels.get(i);
                places[label][filled[label]++] = rank[answer];
            }
            from = ends.get(answer);
        }
        for (int[] each : places) {
            Arrays.sort(each);
        }
        return places;
    }

    private int[] order() {
        return items.sortedPlaces(people.sortedPlaces(items.allPlaces()));
    }
}
