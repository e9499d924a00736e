package dev.assay.server.labeling.agreement;

/**
 * Answers by item.
 *
 * <p>Not a record: arrays have no equality of their own.
 */
final class GroupedAnswers {
    /** Where each item's answers begin; one entry more than there are items. */
    final int[] starts;
    /** By answer. */
    final int[] people;
    /** By answer. */
    final int[] labels;
    /** People are numbered below this. */
    final int peopleBound;

    GroupedAnswers(int[] starts, int[] people, int[] labels, int peopleBound) {
        this.starts = starts;
        this.people = people;
        this.labels = labels;
        this.peopleBound = peopleBound;
    }

    /** Items are numbered below this. */
    int itemBound() {
        return starts.length - 1;
    }

    int size() {
        return people.length;
    }
}
