package dev.assay.server.labeling.agreement;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Ratings from the literature, as items with answers. A dot is a missing answer, every other sign a label. */
final class PublishedRatings {
    /** Fleiss (1971), Table 1: diagnoses of 30 patients by 6 psychiatrists each; how many chose each of 5 diagnoses. */
    static final List<String> FLEISS_1971 = List.of(
            "00060", "03003", "01401", "00006", "03030", "20400", "00402", "20310", "20040", "00006", "10050", "11040",
            "03300", "10050", "02031", "00501", "30012", "51000", "02040", "10203", "00006", "01050", "02013", "20040",
            "10041", "05010", "40002", "02040", "10500", "00006");

    /** Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", part A: 2 observers, 10 units, binary. */
    static final List<String> KRIPPENDORFF_A = List.of("0100000010", "1110010000");

    /** The same, part B: 2 observers, 12 units, nominal. */
    static final List<String> KRIPPENDORFF_B = List.of("aabbdcccedda", "babbbcccedd" + "d");

    /** The same, part C, and Gwet (2014), page 120: 4 observers, 12 units, nominal with missing values. */
    static final List<String> KRIPPENDORFF_C =
            List.of("123321412...", "1233224125.3", ".3332342251.", "1233244125" + "1.");

    /** Krippendorff's example of 3 coders and 15 units, as in Wikipedia's "Krippendorff's alpha". */
    static final List<String> THREE_CODERS = List.of(".....34121133.3", "1.213343.......", "..21344.21133.4");

    /** Cohen (1968), Table 1: diagnoses of 200 patients by two judges, judge B by rows. */
    static final int[][] COHEN_1968 = {{88, 14, 18}, {10, 40, 10}, {2, 6, 12}};

    /** Gwet (2014), two abstractors who classified 100 pregnancies. */
    static final int[][] GWET_ABSTRACTORS = {{13, 0, 0}, {0, 20, 7}, {0, 4, 56}};

    private PublishedRatings() {}

    /** Items from one string per person. */
    static List<List<PersonAnswer>> byPerson(List<String> people) {
        List<List<PersonAnswer>> items = new ArrayList<>();
        for (int unit = 0; unit < people.get(0).length(); unit++) {
            List<PersonAnswer> answers = new ArrayList<>();
            for (int person = 0; person < people.size(); person++) {
                char label = people.get(person).charAt(unit);
                if (label != '.') {
                    answers.add(answer("person " + person, String.valueOf(label)));
                }
            }
            items.add(answers);
        }
        return items;
    }

    /** Items from counts per label; the n-th person gives the n-th answer in the order of labels. */
    static List<List<PersonAnswer>> byCounts(List<String> rows) {
        List<List<PersonAnswer>> items = new ArrayList<>();
        for (String row : rows) {
            List<PersonAnswer> answers = new ArrayList<>();
            for (int label = 0; label < row.length(); label++) {
                for (int i = row.charAt(label) - '0'; i > 0; i--) {
                    answers.add(answer("person " + answers.size(), "label " + label));
                }
            }
            items.add(answers);
        }
        return items;
    }

    /** Items from a table of two people. */
    static List<List<PersonAnswer>> byTable(int[][] table) {
        List<List<PersonAnswer>> items = new ArrayList<>();
        for (int row = 0; row < table.length; row++) {
            for (int column = 0; column < table.length; column++) {
                for (int i = 0; i < table[row][column]; i++) {
                    items.add(List.of(answer("row", "label " + row), answer("column", "label " + column)));
                }
            }
        }
        return items;
    }

    static PersonAnswer answer(String person, String... labels) {
        return new PersonAnswer(person, Set.of(labels));
    }
}
