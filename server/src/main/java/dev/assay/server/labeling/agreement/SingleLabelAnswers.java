package dev.assay.server.labeling.agreement;

/**
 * Answers of one label each, 12 bytes an answer. Items, people and labels are numbers from 0 without large gaps; which
 * is which is the caller's business. A person may answer an item several times. Not safe for use by several threads.
 */
public final class SingleLabelAnswers {
    final IntList items = new IntList();
    final IntList people = new IntList();
    final IntList labels = new IntList();

    /**
     * Takes one answer.
     *
     * @throws IllegalArgumentException if a number is negative or 2^27 or more
     */
    public void add(int item, int person, int label) {
        IntList.requireInRange("item", item);
        IntList.requireInRange("person", person);
        IntList.requireInRange("label", label);
        items.add(item);
        people.add(person);
        labels.add(label);
    }

    /** Returns the number of answers. */
    public int size() {
        return items.size();
    }

    /** The answers by item, then person, then label: the order of their arrival leaves no trace. */
    GroupedAnswers grouped() {
        int[] order = items.sortedPlaces(people.sortedPlaces(labels.sortedPlaces(items.allPlaces())));
        return new GroupedAnswers(items.starts(), people.at(order), labels.at(order), people.bound());
    }
}
