package dev.assay.server.labeling.consensus;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pairs as many boxes of two lists as can be paired, one to one, where labels are equal and boxes overlap enough: a
 * maximum matching by augmenting paths (Berge 1957; Kuhn 1955). Pairing greedily could miss a pair where boxes crowd.
 */
final class BoxMatching {
    private static final int NONE = -1;

    private final List<List<Integer>> fitting;
    private final int[] partnerOfFirst;
    private final int[] partnerOfSecond;

    BoxMatching(List<LabeledBox> first, List<LabeledBox> second, double leastOverlap) {
        fitting = first.stream()
                .map(box -> IntStream.range(0, second.size())
                        .filter(i -> box.matches(second.get(i), leastOverlap))
                        .boxed()
                        .toList())
                .toList();
        partnerOfFirst = new int[first.size()];
        partnerOfSecond = new int[second.size()];
        Arrays.fill(partnerOfFirst, NONE);
        Arrays.fill(partnerOfSecond, NONE);
        for (int box = 0; box < first.size(); box++) {
            pair(box);
        }
    }

    /** Whether every box of either list has a partner. */
    boolean isComplete() {
        return partnerOfFirst.length == partnerOfSecond.length
                && Arrays.stream(partnerOfFirst).noneMatch(partner -> partner == NONE);
    }

    /** Whether a box of the first list has a partner. */
    boolean hasPartner(int box) {
        return partnerOfFirst[box] != NONE;
    }

    /** Searches, breadth first, for a way to pair one more box, and goes it. */
    private void pair(int start) {
        int[] reachedFrom = new int[partnerOfSecond.length];
        Arrays.fill(reachedFrom, NONE);
        Deque<Integer> waiting = new ArrayDeque<>(List.of(start));
        while (!waiting.isEmpty()) {
            int box = waiting.remove();
            for (int candidate : fitting.get(box)) {
                if (reachedFrom[candidate] != NONE) {
                    continue;
                }
                reachedFrom[candidate] = box;
                if (partnerOfSecond[candidate] == NONE) {
                    goBack(candidate, reachedFrom);
                    return;
                }
                waiting.add(partnerOfSecond[candidate]);
            }
        }
    }

    private void goBack(int end, int[] reachedFrom) {
        int second = end;
        while (second != NONE) {
            int first = reachedFrom[second];
            int next = partnerOfFirst[first];
            partnerOfFirst[first] = second;
            partnerOfSecond[second] = first;
            second = next;
        }
    }
}
