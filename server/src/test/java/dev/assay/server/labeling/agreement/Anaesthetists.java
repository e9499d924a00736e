package dev.assay.server.labeling.agreement;

import java.util.List;

/**
 * The example of Dawid and Skene (1979): five anaesthetists judged from a form, on a scale of 1 to 4, how fit each of 45
 * patients was for a general anaesthetic; the first judged every form three times. Labels are numbered from 0 here.
 */
final class Anaesthetists {
    /** Table 1, one string per patient: three judgements of the first anaesthetist, then one of each other. */
    static final List<String> JUDGEMENTS = List.of(
            "1111111", "3334334", "1122122", "2223121", "2223222", "2223322", "1222111", "3333433", "2222223",
            "2322223", "4444444", "2223343", "1111111", "2223212", "1211111", "1112111", "1111111", "1111111",
            "2222221", "2221322", "2222222", "2222221", "2223222", "2212222", "1111111", "1111111", "2322222",
            "1111111", "1111111", "1121121", "1111111", "3333233", "1111111", "2222222", "2223232", "4334343",
            "2212232", "2323233", "3333432", "1111111", "1111111", "1212111", "2322222", "1211111", "2222222");

    /** The paper's estimates of how frequent each class is. */
    static final double[] SHARES = {0.40, 0.42, 0.11, 0.07};

    /** The paper's estimates of error rates: by anaesthetist and true class, the share of each judgement. */
    static final double[][][] ERROR_RATES = {
        {{0.89, 0.11, 0.00, 0.00}, {0.07, 0.88, 0.05, 0.00}, {0.00, 0.34, 0.66, 0.00}, {0.00, 0.00, 0.56, 0.44}},
        {{0.83, 0.17, 0.00, 0.00}, {0.05, 0.63, 0.31, 0.00}, {0.00, 0.00, 1.00, 0.00}, {0.00, 0.00, 0.00, 1.00}},
        {{1.00, 0.00, 0.00, 0.00}, {0.11, 0.79, 0.11, 0.00}, {0.00, 0.40, 0.20, 0.40}, {0.00, 0.00, 0.67, 0.33}},
        {{0.94, 0.06, 0.00, 0.00}, {0.05, 0.84, 0.10, 0.00}, {0.00, 0.00, 0.80, 0.20}, {0.00, 0.00, 0.33, 0.67}},
        {{1.00, 0.00, 0.00, 0.00}, {0.16, 0.73, 0.11, 0.00}, {0.00, 0.21, 0.79, 0.00}, {0.00, 0.00, 0.33, 0.67}},
    };

    /** The class the paper finds for each patient; all but three with a probability that is printed as 1.00. */
    static final String CLASSES = "142222132243121111222222112111131224233111212";

    private Anaesthetists() {}

    static SingleLabelAnswers answers() {
        SingleLabelAnswers answers = new SingleLabelAnswers();
        for (int patient = 0; patient < JUDGEMENTS.size(); patient++) {
            String row = JUDGEMENTS.get(patient);
            for (int i = 0; i < row.length(); i++) {
                answers.add(patient, Math.max(0, i - 2), row.charAt(i) - '1');
            }
        }
        return answers;
    }
}
