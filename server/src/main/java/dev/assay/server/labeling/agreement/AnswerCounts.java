package dev.assay.server.labeling.agreement;

import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * What is kept of answers: whole counts, so that their order and the way they were split among several tallies leave no
 * trace. How many there are depends on people, labels and the largest number of answers to an item, not on items.
 */
final class AnswerCounts {
    final Names people;
    final Names labels;
    /** Items by their number of answers. */
    final LongCounts items = new LongCounts();
    /** By number of answers (first), for each label: answers that have it, and ordered pairs of them that both do. */
    final LongCounts bySize = new LongCounts();
    /** Comparisons of each person (first) with all others. */
    final LongCounts byPerson = new LongCounts();
    /** Answers of each person. */
    final LongCounts answers = new LongCounts();
    /** Comparisons of each pair of people, the smaller number first. */
    LongCounts byPair = new LongCounts();
    /** Whether pairs became too many and were dropped. */
    boolean pairsDropped;

    private final int maxPairCounts;

    AnswerCounts(int maxPairCounts) {
        this(maxPairCounts, new Names("people"), new Names("labels"));
    }

    private AnswerCounts(int maxPairCounts, Names people, Names labels) {
        this.maxPairCounts = maxPairCounts;
        this.people = people;
        this.labels = labels;
    }

    /**
     * Counts one item.
     *
     * @param answering numbers of the people, all different
     * @param chosen by answer, the numbers of its labels, ascending
     */
    void add(int[] answering, int[][] chosen) {
        int size = answering.length;
        items.add(size, 1);
        for (int i = 0; i < size; i++) {
            answers.add(answering[i], 1);
            for (int label : chosen[i]) {
                bySize.add(PackedKey.of(size, 0, label, PackedKey.FIRST_HAS), 1);
            }
            for (int j = 0; j < size; j++) {
                if (i != j) {
                    compare(byPerson, answering[i], 0, chosen[i], chosen[j]);
                    countShared(bySize, size, 0, chosen[i], chosen[j]);
                }
                if (answering[i] < answering[j] && !pairsDropped) {
                    compare(byPair, answering[i], answering[j], chosen[i], chosen[j]);
                }
            }
        }
        limitPairs();
    }

    /** Adds what another counted. */
    void add(AnswerCounts other) {
        IntUnaryOperator person = other.people.to(people);
        IntUnaryOperator label = other.labels.to(labels);
        items.addAll(other.items, size -> size);
        bySize.addAll(
                other.bySize,
                key -> PackedKey.of(
                        PackedKey.first(key), 0, label.applyAsInt(PackedKey.label(key)), PackedKey.what(key)));
        byPerson.addAll(other.byPerson, key -> renamed(key, person.applyAsInt(PackedKey.first(key)), 0, label));
        answers.addAll(other.answers, key -> person.applyAsInt((int) key));
        if (other.pairsDropped) {
            dropPairs();
        }
        if (!pairsDropped) {
            byPair.addAll(
                    other.byPair,
                    key -> renamed(
                            key,
                            person.applyAsInt(PackedKey.first(key)),
                            person.applyAsInt(PackedKey.second(key)),
                            label));
        }
        limitPairs();
    }

    /** The same counts with people and labels numbered in the order of their names. */
    AnswerCounts inOrderOfNames() {
        AnswerCounts sorted = new AnswerCounts(maxPairCounts, people.sorted(), labels.sorted());
        sorted.add(this);
        return sorted;
    }

    int[] numbersOf(Set<String> chosen) {
        return chosen.stream().mapToInt(labels::number).sorted().toArray();
    }

    /** A key's people change places where their new numbers do; label 0 of COMPARED stands for none. */
    private static long renamed(long key, int first, int second, IntUnaryOperator label) {
        int what = PackedKey.what(key);
        int renamedLabel = what == PackedKey.COMPARED ? 0 : label.applyAsInt(PackedKey.label(key));
        return first > second && PackedKey.first(key) < PackedKey.second(key)
                ? PackedKey.of(second, first, renamedLabel, PackedKey.mirrored(what))
                : PackedKey.of(first, second, renamedLabel, what);
    }

    private static void compare(LongCounts counts, int first, int second, int[] firstHas, int[] secondHas) {
        counts.add(PackedKey.of(first, second, 0, PackedKey.COMPARED), 1);
        for (int label : firstHas) {
            counts.add(PackedKey.of(first, second, label, PackedKey.FIRST_HAS), 1);
        }
        for (int label : secondHas) {
            counts.add(PackedKey.of(first, second, label, PackedKey.SECOND_HAS), 1);
        }
        countShared(counts, first, second, firstHas, secondHas);
    }

    private static void countShared(LongCounts counts, int first, int second, int[] one, int[] other) {
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            if (one[i] == other[j]) {
                counts.add(PackedKey.of(first, second, one[i], PackedKey.BOTH_HAVE), 1);
                i++;
                j++;
            } else if (one[i] < other[j]) {
                i++;
            } else {
                j++;
            }
        }
    }

    private void limitPairs() {
        if (byPair.size() > maxPairCounts) {
            dropPairs();
        }
    }

    private void dropPairs() {
        pairsDropped = true;
        byPair = new LongCounts();
    }
}
