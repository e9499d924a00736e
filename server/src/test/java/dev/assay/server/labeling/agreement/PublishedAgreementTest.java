package dev.assay.server.labeling.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/**
 * Worked examples from the literature: to the digits printed there, and to 1e-12 what the definitions give on the same
 * data.
 */
class PublishedAgreementTest {
    private static final double THREE_DIGITS = 0.0005;
    private static final double EXACT = 1e-12;

    @Test
    void cohen_tableOf1968_is492() {
        List<List<PersonAnswer>> items = PublishedRatings.byTable(PublishedRatings.COHEN_1968);

        assertClose(agreement(items).cohenKappa(), 0.492, THREE_DIGITS);
        assertClose(agreement(items).cohenKappa(), 29.0 / 59.0, EXACT);
        assertClose(agreement(items).percentAgreement(), 0.70, EXACT);
    }

    @Test
    void cohen_abstractorsOfGwet_is7964094() {
        List<List<PersonAnswer>> items = PublishedRatings.byTable(PublishedRatings.GWET_ABSTRACTORS);

        // As printed by the author's package irrCAC; Scott's pi is Fleiss' kappa of two people.
        assertClose(agreement(items).cohenKappa(), 0.7964094, 5e-8);
        assertClose(agreement(items).fleissKappa(), 0.7962397, 5e-8);
        assertClose(agreement(items).krippendorffAlpha(), 0.7972585, 5e-8);
        assertClose(agreement(items).percentAgreement(), 0.89, EXACT);
        assertDefinitions(items);
    }

    @Test
    void fleiss_diagnosesOf1971_is430() {
        List<List<PersonAnswer>> items = PublishedRatings.byCounts(PublishedRatings.FLEISS_1971);

        assertClose(agreement(items).fleissKappa(), 0.430, THREE_DIGITS);
        assertClose(agreement(items).percentAgreement(), 0.5556, 0.00005);
        assertDefinitions(items);
    }

    @Test
    void fleiss_eachDiagnosisOf1971_isAsPrintedBesideTheTable() {
        List<LabelAgreement> labels = tally(PublishedRatings.byCounts(PublishedRatings.FLEISS_1971))
                .figures()
                .labels();

        double[] printed = {0.245, 0.245, 0.520, 0.471, 0.566};
        assertThat(labels).hasSize(printed.length);
        for (int label = 0; label < printed.length; label++) {
            assertClose(labels.get(label).agreement().fleissKappa(), printed[label], THREE_DIGITS);
        }
    }

    @Test
    void cohen_meanOfAllPairsOnDiagnosesOf1971_isLightsKappa() {
        // The package irr prints 0.459 for the same data, its raters ordered by diagnosis within each patient.
        Agreement agreement = agreement(PublishedRatings.byCounts(PublishedRatings.FLEISS_1971));

        assertClose(agreement.cohenKappa(), 0.459, THREE_DIGITS);
    }

    @Test
    void allFigures_firstFifteenDiagnosesOf1971_areThoseOfGwet() {
        List<List<PersonAnswer>> items = PublishedRatings.byCounts(PublishedRatings.FLEISS_1971.subList(0, 15));

        assertClose(agreement(items).percentAgreement(), 0.5511111, 5e-8);
        assertClose(agreement(items).fleissKappa(), 0.4139265, 5e-8);
        assertClose(agreement(items).krippendorffAlpha(), 0.4204384, 5e-8);
        assertDefinitions(items);
    }

    @Test
    void alpha_binaryExampleOfKrippendorff_is095() {
        List<List<PersonAnswer>> items = PublishedRatings.byPerson(PublishedRatings.KRIPPENDORFF_A);

        assertClose(agreement(items).krippendorffAlpha(), 0.095, THREE_DIGITS);
        assertDefinitions(items);
    }

    @Test
    void alpha_nominalExampleOfKrippendorff_is692() {
        List<List<PersonAnswer>> items = PublishedRatings.byPerson(PublishedRatings.KRIPPENDORFF_B);

        assertClose(agreement(items).krippendorffAlpha(), 0.692, THREE_DIGITS);
        assertDefinitions(items);
    }

    @Test
    void allFigures_missingValuesOfKrippendorffAndGwet_areAsPrinted() {
        List<List<PersonAnswer>> items = PublishedRatings.byPerson(PublishedRatings.KRIPPENDORFF_C);

        assertClose(agreement(items).krippendorffAlpha(), 0.743, THREE_DIGITS);
        // Gwet (2014) and irrCAC.
        assertClose(agreement(items).krippendorffAlpha(), 0.7434211, 5e-8);
        assertClose(agreement(items).fleissKappa(), 0.7611693, 5e-8);
        assertClose(agreement(items).percentAgreement(), 0.8181818, 5e-8);
        assertDefinitions(items);
    }

    @Test
    void alpha_threeCoders_is691() {
        List<List<PersonAnswer>> items = PublishedRatings.byPerson(PublishedRatings.THREE_CODERS);

        assertClose(agreement(items).krippendorffAlpha(), 0.691, THREE_DIGITS);
        assertClose(agreement(items).krippendorffAlpha(), 1.0 - (6.0 / 26.0) / (486.0 / 650.0), EXACT);
        assertDefinitions(items);
    }

    private static void assertDefinitions(List<List<PersonAnswer>> items) {
        Agreement agreement = agreement(items);
        List<List<SlowAgreement.Rating>> ratings = SlowAgreement.ofLabels(items);
        assertClose(agreement.percentAgreement(), SlowAgreement.percent(ratings).getAsDouble(), EXACT);
        assertClose(agreement.fleissKappa(), SlowAgreement.fleiss(ratings).getAsDouble(), EXACT);
        assertClose(agreement.krippendorffAlpha(), SlowAgreement.alpha(ratings).getAsDouble(), EXACT);
        assertClose(agreement.cohenKappa(), SlowAgreement.meanCohen(ratings).getAsDouble(), EXACT);
    }

    private static Agreement agreement(List<List<PersonAnswer>> items) {
        return tally(items).figures().overall();
    }

    private static AgreementTally tally(List<List<PersonAnswer>> items) {
        AgreementTally tally = new AgreementTally(false);
        items.forEach(tally::add);
        return tally;
    }

    private static void assertClose(OptionalDouble figure, double expected, double tolerance) {
        assertThat(figure).isPresent();
        assertThat(figure.getAsDouble()).isCloseTo(expected, within(tolerance));
    }
}
