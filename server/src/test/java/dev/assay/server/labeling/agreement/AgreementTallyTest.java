package dev.assay.server.labeling.agreement;

import static dev.assay.server.labeling.agreement.PublishedRatings.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementTallyTest {
    private static final double EXACT = 1e-12;

    @Test
    void figures_oneLabelPerItem_areThoseOfTheDefinitions() {
        for (long seed = 1; seed <= 40; seed++) {
            List<List<PersonAnswer>> items = randomItems(seed, false);
            TaskAgreement figures = tally(items, false).figures();
            String what = "seed " + seed;

            assertSame(what, figures.overall(), SlowAgreement.ofLabels(items));
            assertLabels(what, figures, items);
            List<List<SlowAgreement.Rating>> ratings = SlowAgreement.ofLabels(items);
            for (PersonAgreement person : figures.people()) {
                List<List<String>> compared = SlowAgreement.againstOthers(ratings, person.person());
                assertThat(person.comparisons()).as(what).isEqualTo(compared.size());
                assertClose(what, person.kappa(), SlowAgreement.cohen(compared));
            }
        }
    }

    @Test
    void figures_severalLabelsPerItem_areMeansOverLabels() {
        for (long seed = 1; seed <= 40; seed++) {
            List<List<PersonAnswer>> items = randomItems(seed, true);
            TaskAgreement figures = tally(items, true).figures();
            String what = "seed " + seed;

            assertLabels(what, figures, items);
            assertClose(
                    what,
                    figures.overall().fleissKappa(),
                    mean(labelsOf(items), label -> SlowAgreement.fleiss(SlowAgreement.ofYesAndNo(items, label))));
            assertClose(
                    what,
                    figures.overall().cohenKappa(),
                    mean(labelsOf(items), label -> SlowAgreement.meanCohen(SlowAgreement.ofYesAndNo(items, label))));
            for (PersonAgreement person : figures.people()) {
                assertClose(
                        what,
                        person.kappa(),
                        mean(
                                labelsOf(items),
                                label -> SlowAgreement.cohen(SlowAgreement.againstOthers(
                                        SlowAgreement.ofYesAndNo(items, label), person.person()))));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void merge_itemsSplitAndShuffled_givesTheSameBits(boolean multiLabel) {
        for (long seed = 1; seed <= 30; seed++) {
            List<List<PersonAnswer>> items = randomItems(seed, multiLabel);
            AgreementTally whole = tally(items, multiLabel);
            Random random = new Random(seed);
            List<List<PersonAnswer>> shuffled = new ArrayList<>();
            items.forEach(item -> shuffled.add(shuffled(item, random)));
            Collections.shuffle(shuffled, random);
            int cut = random.nextInt(shuffled.size());
            AgreementTally parts = tally(shuffled.subList(0, cut), multiLabel);
            parts.merge(tally(shuffled.subList(cut, shuffled.size()), multiLabel));

            assertThat(parts.figures()).as("seed %d", seed).isEqualTo(whole.figures());
            assertThat(parts.pairs()).as("seed %d", seed).isEqualTo(whole.pairs());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pairs_sharedItems_areThoseOfTheDefinitions(boolean multiLabel) {
        for (long seed = 1; seed <= 20; seed++) {
            List<List<PersonAnswer>> items = randomItems(seed, multiLabel);
            for (PairAgreement pair : tally(items, multiLabel).pairs()) {
                List<List<List<SlowAgreement.Rating>>> tables = multiLabel
                        ? labelsOf(items).stream()
                                .map(label -> SlowAgreement.ofYesAndNo(items, label))
                                .toList()
                        : List.of(SlowAgreement.ofLabels(items));
                String what = "seed " + seed + ", " + pair;

                assertThat(pair.items())
                        .as(what)
                        .isEqualTo(SlowAgreement.shared(tables.get(0), pair.first(), pair.second())
                                .size());
                assertClose(
                        what,
                        pair.kappa(),
                        mean(
                                tables,
                                table ->
                                        SlowAgreement.cohen(SlowAgreement.shared(table, pair.first(), pair.second()))));
                assertClose(
                        what,
                        OptionalDouble.of(pair.percentAgreement()),
                        mean(
                                tables,
                                table -> OptionalDouble.of(
                                        SlowAgreement.shared(table, pair.first(), pair.second()).stream()
                                                .mapToInt(both -> both.get(0).equals(both.get(1)) ? 1 : 0)
                                                .average()
                                                .getAsDouble())));
            }
        }
    }

    @Test
    void figures_nobodySharesAnItem_areAbsent() {
        AgreementTally tally = new AgreementTally(false);
        tally.add(List.of(answer("ann", "cat")));
        tally.add(List.of(answer("bob", "dog")));
        tally.add(List.of());

        TaskAgreement figures = tally.figures();

        assertThat(figures.overall()).isEqualTo(Agreement.UNKNOWN);
        assertThat(figures.items()).isEqualTo(2);
        assertThat(figures.sharedItems()).isZero();
        assertThat(figures.labels()).isEmpty();
        assertThat(figures.people())
                .contains(new PersonAgreement("ann", 1, 0, OptionalDouble.empty(), OptionalDouble.empty()));
        assertThat(tally.pairs()).isEmpty();
    }

    @Test
    void figures_oneLabelUsedThroughout_havePercentOnly() {
        AgreementTally tally = new AgreementTally(false);
        tally.add(List.of(answer("ann", "cat"), answer("bob", "cat")));

        TaskAgreement figures = tally.figures();

        Agreement percentOnly = new Agreement(
                OptionalDouble.of(1.0), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
        assertThat(figures.overall()).isEqualTo(percentOnly);
        assertThat(figures.labels()).containsExactly(new LabelAgreement("cat", percentOnly));
        assertThat(figures.people().get(0).percentAgreement()).hasValue(1.0);
        assertThat(figures.people().get(0).kappa()).isEmpty();
    }

    @Test
    void figures_labelOnUnsharedItemOnly_hasNoFiguresButCountsAsChance() {
        AgreementTally tally = new AgreementTally(false);
        tally.add(List.of(answer("ann", "cat"), answer("bob", "cat")));
        tally.add(List.of(answer("ann", "dog")));

        TaskAgreement figures = tally.figures();

        assertThat(figures.labels()).extracting(LabelAgreement::label).containsExactly("cat");
        assertThat(figures.overall().fleissKappa()).hasValue(1.0);
        assertThat(figures.overall().krippendorffAlpha()).isEmpty();
    }

    @Test
    void figures_everybodyAnswersNothing_agreesInFull() {
        AgreementTally tally = new AgreementTally(true);
        tally.add(List.of(answer("ann"), answer("bob"), answer("cem")));

        TaskAgreement figures = tally.figures();

        assertThat(figures.overall().percentAgreement()).hasValue(1.0);
        assertThat(figures.overall().fleissKappa()).isEmpty();
        assertThat(figures.people())
                .allSatisfy(person -> assertThat(person.percentAgreement()).hasValue(1.0));
        assertThat(tally.pairs())
                .hasSize(3)
                .allSatisfy(pair -> assertThat(pair.percentAgreement()).isEqualTo(1.0));
    }

    @Test
    void pairs_moreThanAreKept_areDroppedWithTheirKappaAlone() {
        List<List<PersonAnswer>> items = randomItems(3, false);
        AgreementTally small = new AgreementTally(false, 10);
        items.forEach(small::add);
        TaskAgreement whole = tally(items, false).figures();
        AgreementTally merged = new AgreementTally(false, 1_000);
        merged.merge(small);

        for (AgreementTally tally : List.of(small, merged)) {
            assertThat(tally.pairs()).isEmpty();
            assertThat(tally.figures().overall().cohenKappa()).isEmpty();
            assertThat(tally.figures().overall().fleissKappa())
                    .isEqualTo(whole.overall().fleissKappa());
            assertThat(tally.figures().people()).isEqualTo(whole.people());
        }
    }

    @Test
    void add_unsoundItem_isRefusedAndLeavesNoTrace() {
        AgreementTally tally = new AgreementTally(false);
        List<List<PersonAnswer>> unsound = List.of(
                List.of(answer("ann", "cat"), answer("ann", "dog")),
                List.of(answer("ann", "cat"), answer("bob")),
                List.of(answer("ann", "cat", "dog")));

        for (List<PersonAnswer> item : unsound) {
            assertThatThrownBy(() -> tally.add(item)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(tally.figures()).isEqualTo(new AgreementTally(false).figures());
        assertThatThrownBy(() -> tally.merge(new AgreementTally(true))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longCounts_manyKeys_areCountedApart() {
        LongCounts counts = new LongCounts();
        for (int round = 1; round <= 3; round++) {
            for (int key = 0; key < 5_000; key++) {
                counts.add(PackedKey.of(key % 70, key / 70, key % 7, key % 3), round);
            }
        }

        assertThat(counts.size()).isEqualTo(5_000);
        assertThat(counts.sortedKeys()).hasSize(5_000).isSorted();
        assertThat(counts.get(PackedKey.of(69, 1, 139 % 7, 139 % 3))).isEqualTo(6);
        assertThat(counts.get(PackedKey.of(71, 0, 0, 0))).isZero();
    }

    private static void assertLabels(String what, TaskAgreement figures, List<List<PersonAnswer>> items) {
        assertThat(figures.labels())
                .as(what)
                .extracting(LabelAgreement::label)
                .containsExactlyElementsOf(labelsOf(items));
        for (LabelAgreement label : figures.labels()) {
            assertSame(what + ", " + label.label(), label.agreement(), SlowAgreement.ofYesAndNo(items, label.label()));
        }
    }

    private static void assertSame(String what, Agreement agreement, List<List<SlowAgreement.Rating>> ratings) {
        assertClose(what, agreement.percentAgreement(), SlowAgreement.percent(ratings));
        assertClose(what, agreement.cohenKappa(), SlowAgreement.meanCohen(ratings));
        assertClose(what, agreement.fleissKappa(), SlowAgreement.fleiss(ratings));
        assertClose(what, agreement.krippendorffAlpha(), SlowAgreement.alpha(ratings));
    }

    private static void assertClose(String what, OptionalDouble figure, OptionalDouble expected) {
        assertThat(figure.isPresent()).as(what).isEqualTo(expected.isPresent());
        if (expected.isPresent()) {
            assertThat(figure.getAsDouble()).as(what).isCloseTo(expected.getAsDouble(), within(EXACT));
        }
    }

    private static <T> OptionalDouble mean(Iterable<T> of, Function<T, OptionalDouble> figure) {
        List<Double> defined = new ArrayList<>();
        of.forEach(each -> figure.apply(each).ifPresent(defined::add));
        return defined.stream().mapToDouble(Double::doubleValue).average();
    }

    /** Labels of items with two answers or more. */
    private static Set<String> labelsOf(List<List<PersonAnswer>> items) {
        Set<String> labels = new TreeSet<>();
        items.stream()
                .filter(item -> item.size() > 1)
                .forEach(item -> item.forEach(answer -> labels.addAll(answer.labels())));
        return labels;
    }

    private static List<PersonAnswer> shuffled(List<PersonAnswer> item, Random random) {
        List<PersonAnswer> shuffled = new ArrayList<>(item);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static AgreementTally tally(List<List<PersonAnswer>> items, boolean multiLabel) {
        AgreementTally tally = new AgreementTally(multiLabel);
        items.forEach(tally::add);
        return tally;
    }

    /** Few people and labels, so that pairs meet often; some items have one answer or none. */
    private static List<List<PersonAnswer>> randomItems(long seed, boolean multiLabel) {
        Random random = new Random(seed);
        int people = 2 + random.nextInt(6);
        int labels = 1 + random.nextInt(5);
        List<List<PersonAnswer>> items = new ArrayList<>();
        for (int item = 0; item < 5 + random.nextInt(40); item++) {
            List<PersonAnswer> answers = new ArrayList<>();
            int truth = random.nextInt(labels);
            for (int person = 0; person < people; person++) {
                if (random.nextInt(3) > 0) {
                    Set<String> chosen = new HashSet<>();
                    for (int more = multiLabel ? random.nextInt(3) : 1; more > 0; more--) {
                        chosen.add("label " + (random.nextBoolean() ? truth : random.nextInt(labels)));
                    }
                    answers.add(new PersonAnswer("person " + person, chosen));
                }
            }
            items.add(shuffled(answers, random));
        }
        return items;
    }
}
