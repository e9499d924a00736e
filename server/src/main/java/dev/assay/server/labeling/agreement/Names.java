package dev.assay.server.labeling.agreement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Gives names small numbers in the order in which they come. */
final class Names {
    private final String what;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /**
     * Starts empty.
     *
     * @param what the names are of, for the message when there are too many
     */
    Names(String what) {
        this.what = what;
    }

    int number(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        if (names.size() == PackedKey.FIELD_LIMIT) {
            throw new IllegalArgumentException("more than " + PackedKey.FIELD_LIMIT + " different " + what);
        }
        numbers.put(name, names.size());
        names.add(name);
        return names.size() - 1;
    }

    int size() {
        return names.size();
    }

    String name(int number) {
        return names.get(number);
    }

    /** The same names, numbered in their natural order. */
    Names sorted() {
        Names sorted = new Names(what);
        names.stream().sorted().forEach(sorted::number);
        return sorted;
    }

    /** From numbers here to numbers there; names that are new there are added. */
    IntUnaryOperator to(Names other) {
        int[] there = names.stream().mapToInt(other::number).toArray();
        return number -> there[number];
    }
}
