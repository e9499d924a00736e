package dev.assay.server.labeling.consensus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Counts who said what of one item, in a fixed order of what was said. */
final class VoteCount<T> {
    private final Map<T, Integer> votes;
    private int total;
    private int empty;

    VoteCount(Comparator<? super T> order) {
        votes = new TreeMap<>(order);
    }

    /** Counts one answer, whose values are different. */
    void add(Collection<T> answer) {
        total++;
        empty += answer.isEmpty() ? 1 : 0;
        answer.forEach(value -> votes.merge(value, 1, Integer::sum));
    }

    int total() {
        return total;
    }

    /** Answers without a value. */
    int empty() {
        return empty;
    }

    /** Different values that were named. */
    int named() {
        return votes.size();
    }

    List<Vote<T>> all() {
        return where(any -> true);
    }

    List<Vote<T>> where(IntPredicate condition) {
        List<Vote<T>> found = new ArrayList<>();
        votes.forEach((value, count) -> {
            if (condition.test(count)) {
                found.add(new Vote<>(value, count, total));
            }
        });
        return found;
    }
}
