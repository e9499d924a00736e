package dev.assay.server.labeling.agreement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Turns counts, numbered in the order of names, into figures. */
final class AgreementReport {
    private final AnswerCounts counts;
    private final boolean multiLabel;
    private final int[] sizes;
    private final long[] items;
    /** Labels of items with two answers or more. */
    private final int[] sharedLabels;

    private final WeightedMean pairKappa = new WeightedMean();
    private final WeightedMean[] pairKappaByLabel;

    AgreementReport(AnswerCounts counts, boolean multiLabel) {
        this.counts = counts;
        this.multiLabel = multiLabel;
        sizes = Arrays.stream(counts.items.sortedKeys())
                .mapToInt(size -> (int) size)
                .toArray();
        items = Arrays.stream(sizes).mapToLong(counts.items::get).toArray();
        sharedLabels = Arrays.stream(counts.bySize.sortedKeys())
                .filter(key -> PackedKey.first(key) > 1)
                .mapToInt(PackedKey::label)
                .distinct()
                .sorted()
                .toArray();
        pairKappaByLabel = new WeightedMean[counts.labels.size()];
        Arrays.setAll(pairKappaByLabel, label -> new WeightedMean());
    }

    TaskAgreement task() {
        averagePairs();
        long allItems = 0;
        long sharedItems = 0;
        long answers = 0;
        for (int place = 0; place < sizes.length; place++) {
            allItems += items[place];
            sharedItems += sizes[place] > 1 ? items[place] : 0;
            answers += items[place] * sizes[place];
        }
        List<LabelAgreement> labels = new ArrayList<>();
        for (int label : sharedLabels) {
            labels.add(new LabelAgreement(counts.labels.name(label), ofYesAndNo(label)));
        }
        List<PersonAgreement> people = new ArrayList<>();
        for (int person = 0; person < counts.people.size(); person++) {
            people.add(ofPerson(person));
        }
        return new TaskAgreement(allItems, sharedItems, answers, overall(sharedItems, labels), labels, people);
    }

    List<PairAgreement> pairs() {
        List<PairAgreement> pairs = new ArrayList<>();
        forEachPair((first, second, labels) -> {
            Table table = new Table(counts.byPair, first, second);
            pairs.add(new PairAgreement(
                    counts.people.name(first),
                    counts.people.name(second),
                    table.compared,
                    table.percent(labels).getAsDouble(),
                    table.kappa(labels)));
        });
        return pairs;
    }

    private void averagePairs() {
        forEachPair((first, second, labels) -> {
            Table table = new Table(counts.byPair, first, second);
            if (!multiLabel) {
                pairKappa.add(table.ofLabels(labels), table.compared);
            }
            for (int label : labels) {
                pairKappaByLabel[label].add(table.ofYesAndNo(label), table.compared);
            }
        });
    }

    private PersonAgreement ofPerson(int person) {
        Table table = new Table(counts.byPerson, person, 0);
        return new PersonAgreement(
                counts.people.name(person),
                counts.answers.get(person),
                table.compared,
                table.percent(sharedLabels),
                table.kappa(sharedLabels));
    }

    /** All labels as categories of one table. */
    private Agreement ofLabels() {
        NominalFigures figures = new NominalFigures(sizes, items);
        for (int label = 0; label < counts.labels.size(); label++) {
            figures.add(bySize(label, PackedKey.FIRST_HAS), bySize(label, PackedKey.BOTH_HAVE));
        }
        return figures.figures(pairKappa.value());
    }

    /** One label as two categories, having it and not. */
    private Agreement ofYesAndNo(int label) {
        long[] yes = bySize(label, PackedKey.FIRST_HAS);
        long[] yesPairs = bySize(label, PackedKey.BOTH_HAVE);
        long[] no = new long[sizes.length];
        long[] noPairs = new long[sizes.length];
        for (int place = 0; place < sizes.length; place++) {
            long size = sizes[place];
            no[place] = items[place] * size - yes[place];
            noPairs[place] = items[place] * size * (size - 1) - 2 * (size - 1) * yes[place] + yesPairs[place];
        }
        NominalFigures figures = new NominalFigures(sizes, items);
        figures.add(yes, yesPairs);
        figures.add(no, noPairs);
        return figures.figures(pairKappaByLabel[label].value());
    }

    private long[] bySize(int label, int what) {
        return Arrays.stream(sizes)
                .mapToLong(size -> counts.bySize.get(PackedKey.of(size, 0, label, what)))
                .toArray();
    }

    private Agreement overall(long sharedItems, List<LabelAgreement> labels) {
        if (!multiLabel) {
            return ofLabels();
        }
        // Whoever agrees that no label ever applies agrees.
        OptionalDouble percent = sharedItems > 0 && labels.isEmpty()
                ? OptionalDouble.of(1.0)
                : mean(labels, Agreement::percentAgreement);
        return new Agreement(
                percent,
                mean(labels, Agreement::cohenKappa),
                mean(labels, Agreement::fleissKappa),
                mean(labels, Agreement::krippendorffAlpha));
    }

    private static OptionalDouble mean(List<LabelAgreement> labels, Function<Agreement, OptionalDouble> figure) {
        WeightedMean mean = new WeightedMean();
        labels.forEach(label -> mean.add(figure.apply(label.agreement()), 1));
        return mean.value();
    }

    /** Calls with each pair of people, in the order of names, and the labels that either chose on shared items. */
    private void forEachPair(PairVisitor visitor) {
        long[] keys = counts.byPair.sortedKeys();
        int start = 0;
        while (start < keys.length) {
            int first = PackedKey.first(keys[start]);
            int second = PackedKey.second(keys[start]);
            int end = start;
            while (end < keys.length && PackedKey.first(keys[end]) == first && PackedKey.second(keys[end]) == second) {
                end++;
            }
            int[] labels = Arrays.stream(keys, start, end)
                    .filter(key -> PackedKey.what(key) != PackedKey.COMPARED)
                    .mapToInt(PackedKey::label)
                    .distinct()
                    .toArray();
            visitor.visit(first, second, labels);
            start = end;
        }
    }

    /** Takes one pair of people. */
    private interface PairVisitor {
        void visit(int first, int second, int[] labels);
    }

    /** The comparisons of two people, or of one with all others. */
    private final class Table {
        private final LongCounts source;
        private final int first;
        private final int second;
        private final long compared;

        Table(LongCounts source, int first, int second) {
            this.source = source;
            this.first = first;
            this.second = second;
            this.compared = source.get(PackedKey.of(first, second, 0, PackedKey.COMPARED));
        }

        /** Labels that are not among the given ones were chosen by nobody here: all agree on their absence. */
        OptionalDouble percent(int[] labels) {
            if (compared == 0) {
                return OptionalDouble.empty();
            }
            long alike = 0;
            for (int label : labels) {
                alike += multiLabel
                        ? CohenKappa.alike(compared, firstHas(label), secondHas(label), bothHave(label))
                        : bothHave(label);
            }
            if (!multiLabel) {
                return OptionalDouble.of((double) alike / compared);
            }
            long absent = (long) (sharedLabels.length - labels.length) * compared;
            return sharedLabels.length == 0
                    ? OptionalDouble.of(1.0)
                    : OptionalDouble.of((double) (alike + absent) / ((double) compared * sharedLabels.length));
        }

        OptionalDouble kappa(int[] labels) {
            if (!multiLabel) {
                return ofLabels(labels);
            }
            WeightedMean mean = new WeightedMean();
            for (int label : labels) {
                mean.add(ofYesAndNo(label), 1);
            }
            return mean.value();
        }

        OptionalDouble ofLabels(int[] labels) {
            long alike = 0;
            long chance = 0;
            for (int label : labels) {
                alike += bothHave(label);
                chance = Math.addExact(chance, Math.multiplyExact(firstHas(label), secondHas(label)));
            }
            return CohenKappa.of(compared, alike, chance);
        }

        OptionalDouble ofYesAndNo(int label) {
            return CohenKappa.ofYesAndNo(compared, firstHas(label), secondHas(label), bothHave(label));
        }

        private long firstHas(int label) {
            return source.get(PackedKey.of(first, second, label, PackedKey.FIRST_HAS));
        }

        private long secondHas(int label) {
            return source.get(PackedKey.of(first, second, label, PackedKey.SECOND_HAS));
        }

        private long bothHave(int label) {
            return source.get(PackedKey.of(first, second, label, PackedKey.BOTH_HAVE));
        }
    }
}
