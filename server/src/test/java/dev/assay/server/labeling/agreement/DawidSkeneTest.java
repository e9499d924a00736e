package dev.assay.server.labeling.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DawidSkeneTest {
    private static final DawidSkeneSettings LIKE_THE_PAPER = new DawidSkeneSettings(0.0, 2_000, 0.0);
    private static final double PRINTED = 0.005 + 1e-9;

    @Test
    void fit_anaesthetists_findsThePapersEstimates() {
        LabelerQuality quality =
                DawidSkene.fit(Anaesthetists.answers(), 4, LIKE_THE_PAPER).quality();

        for (int truth = 0; truth < 4; truth++) {
            assertThat(quality.share(truth)).isCloseTo(Anaesthetists.SHARES[truth], within(PRINTED));
            for (int person = 0; person < 5; person++) {
                for (int answer = 0; answer < 4; answer++) {
                    assertThat(quality.confusion(person, truth, answer))
                            .as("anaesthetist %d, class %d judged %d", person + 1, truth + 1, answer + 1)
                            .isCloseTo(Anaesthetists.ERROR_RATES[person][truth][answer], within(PRINTED));
                }
            }
        }
    }

    @Test
    void fit_anaesthetists_findsThePapersClasses() {
        DawidSkeneFit fit = DawidSkene.fit(Anaesthetists.answers(), 4, LIKE_THE_PAPER);

        StringBuilder classes = new StringBuilder();
        for (int patient = 0; patient < fit.items(); patient++) {
            QualityConsensus consensus = fit.consensus(patient);
            classes.append(consensus.label().getAsInt() + 1);
            double printed = switch (patient + 1) {
                case 7, 38 -> 0.98;
                case 35 -> 0.95;
                default -> 1.00;
            };
            assertThat(consensus.probability()).as("patient %d", patient + 1).isCloseTo(printed, within(PRINTED));
        }
        assertThat(classes).hasToString(Anaesthetists.CLASSES);
    }

    @Test
    void fit_anaesthetists_agreesWithTheDenseForm() {
        int[][] answers = new int[315][];
        SingleLabelAnswers compact = Anaesthetists.answers();
        for (int i = 0; i < answers.length; i++) {
            answers[i] = new int[] {compact.items.get(i), compact.people.get(i), compact.labels.get(i)};
        }
        for (double smoothing : new double[] {0.0, 4.0}) {
            for (int iterations : new int[] {1, 2, 20, 300}) {
                DenseDawidSkene dense = new DenseDawidSkene(answers, 45, 5, 4, smoothing);
                dense.iterate(iterations);

                assertSame(
                        "smoothing " + smoothing + ", " + iterations + " iterations",
                        exactly(compact, 4, smoothing, iterations),
                        dense);
            }
        }
    }

    @Test
    void fit_simulatedPeople_agreesWithTheDenseForm() {
        for (long seed = 1; seed <= 20; seed++) {
            int labels = 2 + (int) seed % 4;
            SimulatedLabelers people = new SimulatedLabelers(seed, 60, 6, labels, 3);
            for (double smoothing : new double[] {0.5, 4.0}) {
                DenseDawidSkene dense =
                        new DenseDawidSkene(people.answers.toArray(int[][]::new), 60, 6, labels, smoothing);
                dense.iterate(25);

                assertSame(
                        "seed " + seed + ", smoothing " + smoothing,
                        exactly(people.all(), labels, smoothing, 25),
                        dense);
            }
        }
    }

    @Test
    void fit_manyLabelsAndAnyNumberOfAnswers_agreesWithTheDenseForm() {
        for (int replicas = 1; replicas <= 11; replicas++) {
            SimulatedLabelers people = new SimulatedLabelers(replicas, 40, 12, 50, replicas);
            // Somebody says it again, and again.
            people.answers.add(people.answers.get(0));
            people.answers.add(people.answers.get(0));
            DenseDawidSkene dense = new DenseDawidSkene(people.answers.toArray(int[][]::new), 40, 12, 50, 4.0);
            dense.iterate(5);

            assertSame(replicas + " answers to an item", exactly(people.all(), 50, 4.0, 5), dense);
        }
    }

    @Test
    void refit_beforeItsFirstEstimate_isWhatWasKnown() {
        SimulatedLabelers people = new SimulatedLabelers(3, 60, 5, 3, 3);
        LabelerQuality before = exactly(people.all(), 3, 4.0, 10).quality();
        SingleLabelAnswers more = people.all();
        more.add(0, 6, 1);

        LabelerQuality start = DawidSkene.refit(more, before, new DawidSkeneSettings(4.0, 1, -1.0))
                .quality();

        assertThat(start.people()).isEqualTo(7);
        for (int truth = 0; truth < 3; truth++) {
            double ofNewcomer = 0;
            for (int answer = 0; answer < 3; answer++) {
                for (int person = 0; person < 5; person++) {
                    assertThat(start.confusion(person, truth, answer))
                            .isEqualTo(before.confusion(person, truth, answer));
                }
                assertThat(start.confusion(5, truth, answer)).isEqualTo(start.confusion(6, truth, answer));
                ofNewcomer += start.confusion(6, truth, answer);
            }
            assertThat(ofNewcomer).isCloseTo(1.0, within(1e-12));
        }
    }

    @Test
    void fit_itemWithManyAnswers_doesNotRunOutOfDoubles() {
        SingleLabelAnswers answers = new SingleLabelAnswers();
        for (int person = 0; person < 3_000; person++) {
            answers.add(0, person, person % 3 == 0 ? 1 : 0);
            answers.add(1, person, 1);
            answers.add(2, person, 0);
        }

        for (double smoothing : new double[] {0.0, 4.0}) {
            DawidSkeneFit fit = DawidSkene.fit(answers, 2, new DawidSkeneSettings(smoothing, 50, 1e-7));

            assertThat(fit.logLikelihood()).isFinite();
            assertThat(fit.consensus(0)).isEqualTo(new QualityConsensus(OptionalInt.of(0), 1.0));
            assertThat(fit.consensus(1).label()).hasValue(1);
        }
    }

    @Test
    void fit_anyNumberOfIterations_neverLosesDensity() {
        for (long seed = 1; seed <= 10; seed++) {
            SimulatedLabelers people = new SimulatedLabelers(seed, 80, 8, 3, 3);
            for (double smoothing : new double[] {0.0, 1.0, 4.0}) {
                double before = Double.NEGATIVE_INFINITY;
                for (int iterations = 1; iterations <= 30; iterations++) {
                    DawidSkeneFit fit = exactly(people.all(), 3, smoothing, iterations);
                    double now = fit.logLikelihood() + logPrior(fit.quality(), smoothing);

                    assertThat(now)
                            .as("seed %d, smoothing %s, iteration %d", seed, smoothing, iterations)
                            .isGreaterThanOrEqualTo(before - 1e-9);
                    before = now;
                }
            }
        }
    }

    @Test
    void fit_answersInAnotherOrder_givesTheSameBits() {
        for (long seed = 1; seed <= 10; seed++) {
            SimulatedLabelers people = new SimulatedLabelers(seed, 100, 10, 4, 4);
            List<int[]> shuffled = new ArrayList<>(people.answers);
            // The same person may answer an item again, and otherwise.
            shuffled.add(new int[] {0, 0, 1});
            shuffled.add(new int[] {0, 0, 2});
            List<int[]> sorted = List.copyOf(shuffled);
            Collections.shuffle(shuffled, new Random(seed));

            DawidSkeneFit one = DawidSkene.fit(SimulatedLabelers.of(sorted), 4, DawidSkeneSettings.DEFAULT);
            DawidSkeneFit other = DawidSkene.fit(SimulatedLabelers.of(shuffled), 4, DawidSkeneSettings.DEFAULT);

            assertThat(other.logLikelihood()).as("seed %d", seed).isEqualTo(one.logLikelihood());
            assertThat(other.quality().confusions())
                    .as("seed %d", seed)
                    .containsExactly(one.quality().confusions());
            assertThat(other.posterior(0)).as("seed %d", seed).containsExactly(one.posterior(0));
        }
    }

    @Test
    void fit_peopleOfDifferentQuality_beatsTheMajorityAndKnowsWhoIsGood() {
        int byQuality = 0;
        int byMajority = 0;
        for (long seed = 1; seed <= 10; seed++) {
            SimulatedLabelers people = new SimulatedLabelers(seed, 500, 12, 4, 5);
            DawidSkeneFit fit = DawidSkene.fit(people.all(), 4, DawidSkeneSettings.DEFAULT);
            for (int item = 0; item < people.items; item++) {
                byQuality += fit.consensus(item).label().orElse(-1) == people.truth[item] ? 1 : 0;
                byMajority += majority(people, item) == people.truth[item] ? 1 : 0;
            }
            for (int person = 0; person < people.people; person++) {
                assertThat(fit.quality().accuracy(person))
                        .as("seed %d, person %d", seed, person)
                        .isCloseTo(people.accuracy[person], within(0.12));
            }
        }
        assertThat(byQuality).isGreaterThan(byMajority + 100);
    }

    @Test
    void refit_moreAnswers_arrivesAtTheSamePlaceInFewerPasses() {
        for (long seed = 1; seed <= 10; seed++) {
            SimulatedLabelers people = new SimulatedLabelers(seed, 400, 10, 3, 4);
            int early = people.answers.size() - 40;
            DawidSkeneSettings strict = new DawidSkeneSettings(4.0, 5_000, 1e-13);
            LabelerQuality before = DawidSkene.fit(SimulatedLabelers.of(people.answers.subList(0, early)), 3, strict)
                    .quality();

            DawidSkeneFit cold = DawidSkene.fit(people.all(), 3, strict);
            DawidSkeneFit warm = DawidSkene.refit(people.all(), before, strict);

            assertThat(warm.converged()).isTrue();
            assertThat(warm.iterations()).as("seed %d", seed).isLessThan(cold.iterations());
            assertThat(warm.logLikelihood()).as("seed %d", seed).isCloseTo(cold.logLikelihood(), within(1e-4));
            for (int item = 0; item < people.items; item++) {
                assertThat(warm.posterior(item))
                        .as("seed %d", seed)
                        .containsExactly(cold.posterior(item), within(1e-4));
            }
        }
    }

    @Test
    void refit_nothingNew_endsAtOnce() {
        SimulatedLabelers people = new SimulatedLabelers(5, 200, 10, 3, 4);
        DawidSkeneFit fit = DawidSkene.fit(people.all(), 3, DawidSkeneSettings.DEFAULT);

        DawidSkeneFit again = DawidSkene.refit(people.all(), fit.quality(), DawidSkeneSettings.DEFAULT);

        assertThat(fit.converged()).isTrue();
        assertThat(again.iterations()).isLessThanOrEqualTo(2);
    }

    @Test
    void refit_newPersonAndItem_startsFromWhatIsUsual() {
        SimulatedLabelers people = new SimulatedLabelers(8, 300, 6, 3, 4);
        LabelerQuality before =
                DawidSkene.fit(people.all(), 3, DawidSkeneSettings.DEFAULT).quality();
        SingleLabelAnswers more = people.all();
        more.add(300, 6, 2);
        more.add(300, 0, 2);

        DawidSkeneFit fit = DawidSkene.refit(more, before, DawidSkeneSettings.DEFAULT);

        assertThat(before.people()).isEqualTo(6);
        assertThat(fit.quality().people()).isEqualTo(7);
        assertThat(fit.consensus(300).label()).hasValue(2);
        double sum = 0;
        for (int answer = 0; answer < 3; answer++) {
            sum += fit.quality().confusion(6, 2, answer);
        }
        assertThat(sum).isCloseTo(1.0, within(1e-12));
    }

    @Test
    void consensus_equalPeopleDiffer_isNone() {
        SingleLabelAnswers answers = new SingleLabelAnswers();
        answers.add(0, 0, 0);
        answers.add(0, 1, 1);
        answers.add(2, 0, 0);
        answers.add(2, 1, 0);
        answers.add(3, 0, 1);
        answers.add(3, 1, 1);

        DawidSkeneFit fit = DawidSkene.fit(answers, 2, DawidSkeneSettings.DEFAULT);

        assertThat(fit.consensus(0).label()).isEmpty();
        assertThat(fit.consensus(0).probability()).isCloseTo(0.5, within(1e-6));
        assertThat(fit.consensus(2).label()).hasValue(0);
        // Nobody answered it.
        assertThat(fit.consensus(1).label()).isEmpty();
        assertThat(fit.posterior(1))
                .containsExactly(fit.quality().share(0), fit.quality().share(1));
    }

    @Test
    void fit_noAnswersOrOneLabel_hasNothingToLearn() {
        DawidSkeneFit none = DawidSkene.fit(new SingleLabelAnswers(), 3, DawidSkeneSettings.DEFAULT);
        SingleLabelAnswers one = new SingleLabelAnswers();
        one.add(0, 0, 0);
        DawidSkeneFit only = DawidSkene.fit(one, 1, DawidSkeneSettings.DEFAULT);

        assertThat(none.items()).isZero();
        assertThat(none.quality().share(1)).isCloseTo(1.0 / 3.0, within(1e-12));
        assertThat(only.consensus(0)).isEqualTo(new QualityConsensus(OptionalInt.of(0), 1.0));
        assertThat(DawidSkene.fit(new SingleLabelAnswers(), 3, LIKE_THE_PAPER).converged())
                .isTrue();
    }

    @Test
    void fit_unusableArguments_areRefused() {
        SingleLabelAnswers answers = new SingleLabelAnswers();
        answers.add(0, 100_000, 3);

        assertThatThrownBy(() -> DawidSkene.fit(answers, 3, DawidSkeneSettings.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DawidSkene.fit(answers, 16, DawidSkeneSettings.DEFAULT))
                .hasMessageContaining("100001 people, 16 labels");
        assertThatThrownBy(() -> answers.add(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> answers.add(0, Integer.MAX_VALUE, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DawidSkeneSettings(Double.NaN, 1, 0.0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(DawidSkene.fits(1_000, 158)).isTrue();
        assertThat(DawidSkene.fits(1_000, 159)).isFalse();
        assertThat(DawidSkene.fits(Integer.MAX_VALUE, Integer.MAX_VALUE)).isFalse();
    }

    /** A fit that makes this many estimates; the first pass is after the first of them. */
    private static DawidSkeneFit exactly(SingleLabelAnswers answers, int labels, double smoothing, int iterations) {
        return DawidSkene.fit(answers, labels, new DawidSkeneSettings(smoothing, iterations, -1.0));
    }

    private static void assertSame(String what, DawidSkeneFit fit, DenseDawidSkene dense) {
        assertThat(fit.logLikelihood()).as(what).isCloseTo(dense.logLikelihood, within(1e-9));
        for (int truth = 0; truth < dense.shares.length; truth++) {
            assertThat(fit.quality().share(truth)).as(what).isCloseTo(dense.shares[truth], within(1e-9));
            for (int person = 0; person < dense.errorRates.length; person++) {
                for (int answer = 0; answer < dense.shares.length; answer++) {
                    assertThat(fit.quality().confusion(person, truth, answer))
                            .as(what)
                            .isCloseTo(dense.errorRates[person][truth][answer], within(1e-9));
                }
            }
        }
        for (int item = 0; item < dense.posteriors.length; item++) {
            assertThat(fit.posterior(item)).as(what).containsExactly(dense.posteriors[item], within(1e-9));
        }
    }

    private static double logPrior(LabelerQuality quality, double smoothing) {
        int labels = quality.labels();
        double logarithm = 0;
        for (int truth = 0; truth < labels; truth++) {
            logarithm += smoothing / labels * Math.log(quality.share(truth));
            for (int person = 0; person < quality.people(); person++) {
                for (int answer = 0; answer < labels; answer++) {
                    double weight = answer == truth ? smoothing / 2 : smoothing / 2 / (labels - 1);
                    logarithm += weight * Math.log(quality.confusion(person, truth, answer));
                }
            }
        }
        return logarithm;
    }

    private static int majority(SimulatedLabelers people, int item) {
        int[] votes = new int[people.labels];
        people.answers.stream().filter(answer -> answer[0] == item).forEach(answer -> votes[answer[2]]++);
        int best = 0;
        for (int label = 1; label < votes.length; label++) {
            best = votes[label] > votes[best] ? label : best;
        }
        return best;
    }
}
