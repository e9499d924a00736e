package dev.assay.server.labeling.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts how far people agree: {@link #add} each item once with all its answers, then ask for figures as often as you
 * like. The heap it needs depends on people and labels, not on the number of items, and the figures depend neither on
 * the order of items nor on how they were split among tallies that were {@link #merge merged}, to the last bit. Not safe
 * for use by several threads.
 *
 * <p>Pairs of people are kept while their counts are at most {@link #MAX_PAIR_COUNTS}; a pair costs one count and up to
 * three for each label that the two used on shared items. Beyond that they are dropped for good, and with them {@link
 * Agreement#cohenKappa} and {@link #pairs}.
 *
 * <p>Where an item may have several labels, every label is judged apart, as yes or no.
 */
public final class AgreementTally {
    /** Counts of pairs of people that are kept, about 70 MB when full, and as much again while figures are made. */
    public static final int MAX_PAIR_COUNTS = 2_000_000;

    private final boolean multiLabel;
    private final AnswerCounts counts;

    /**
     * Starts with no items.
     *
     * @param multiLabel whether an answer may have any number of labels instead of exactly one
     */
    public AgreementTally(boolean multiLabel) {
        this(multiLabel, MAX_PAIR_COUNTS);
    }

    AgreementTally(boolean multiLabel, int maxPairCounts) {
        this.multiLabel = multiLabel;
        this.counts = new AnswerCounts(maxPairCounts);
    }

    /**
     * Takes one item.
     *
     * @param answers all answers to it, in any order; none is no item
     * @throws IllegalArgumentException if a person answered twice, or an answer does not have exactly one label where
     *     items have one; nothing is counted then
     */
    public void add(List<PersonAnswer> answers) {
        requireSound(answers);
        if (answers.isEmpty()) {
            return;
        }
        int[] people = new int[answers.size()];
        int[][] labels = new int[answers.size()][];
        Arrays.setAll(people, i -> counts.people.number(answers.get(i).person()));
        Arrays.setAll(labels, i -> counts.numbersOf(answers.get(i).labels()));
        counts.add(people, labels);
    }

    /**
     * Adds the items that another tally counted.
     *
     * @throws IllegalArgumentException if the two differ in whether items may have several labels
     */
    public void merge(AgreementTally other) {
        if (multiLabel != other.multiLabel) {
            throw new IllegalArgumentException("items with one label and items with several do not mix");
        }
        counts.add(other.counts);
    }

    /** Returns the figures of all items added. */
    public TaskAgreement figures() {
        return new AgreementReport(counts.inOrderOfNames(), multiLabel).task();
    }

    /** Returns all pairs of people that share items, sorted by name; none if pairs became too many. */
    public List<PairAgreement> pairs() {
        return new AgreementReport(counts.inOrderOfNames(), multiLabel).pairs();
    }

    private void requireSound(List<PersonAnswer> answers) {
        if (answers.size() >= PackedKey.FIELD_LIMIT) {
            throw new IllegalArgumentException("an item with " + answers.size() + " answers");
        }
        Set<String> people = new HashSet<>();
        List<String> twice = new ArrayList<>();
        for (PersonAnswer answer : answers) {
            if (!people.add(answer.person())) {
                twice.add(answer.person());
            }
            if (!multiLabel && answer.labels().size() != 1) {
                throw new IllegalArgumentException(
                        "an answer with " + answer.labels().size() + " labels to an item that has exactly one");
            }
        }
        if (!twice.isEmpty()) {
            throw new IllegalArgumentException("one item, answered twice by " + twice);
        }
    }
}
