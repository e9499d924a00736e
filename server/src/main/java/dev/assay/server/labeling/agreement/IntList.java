package dev.assay.server.labeling.agreement;

import java.util.Arrays;

/** Numbers without a box each. */
final class IntList {
    /** Numbers of items, people and labels stay below this: arrays are as long as the largest. */
    static final int LIMIT = 1 << 27;

    private int[] values = new int[16];
    private int size;

    static void requireInRange(String what, int number) {
        if (number < 0 || number >= LIMIT) {
            throw new IllegalArgumentException(what + " number " + number + " is not in [0, " + LIMIT + ")");
        }
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
        }
        values[size++] = value;
    }

    int get(int place) {
        return values[place];
    }

    int size() {
        return size;
    }

    /** One more than the largest value, 0 if there is none. */
    int bound() {
        int bound = 0;
        for (int i = 0; i < size; i++) {
            bound = Math.max(bound, values[i] + 1);
        }
        return bound;
    }

    /** The places of the values in ascending order of value, equal ones in the order given. */
    int[] sortedPlaces(int[] places) {
        int[] next = starts();
        int[] sorted = new int[places.length];
        for (int place : places) {
            sorted[next[values[place]]++] = place;
        }
        return sorted;
    }

    /** Where each value begins once the list is sorted; the last entry is the size. */
    int[] starts() {
        int[] starts = new int[bound() + 1];
        for (int i = 0; i < size; i++) {
            starts[values[i] + 1]++;
        }
        for (int value = 1; value < starts.length; value++) {
            starts[value] += starts[value - 1];
        }
        return starts;
    }

    /** The values at these places, in that order. */
    int[] at(int[] places) {
        int[] picked = new int[places.length];
        Arrays.setAll(picked, i -> values[places[i]]);
        return picked;
    }

    int[] allPlaces() {
        int[] places = new int[size];
        Arrays.setAll(places, i -> i);
        return places;
    }
}
