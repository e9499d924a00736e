package dev.assay.server.labeling.agreement;

import java.util.OptionalDouble;

/**
 * Coefficients of agreement. A coefficient is absent where it is undefined: nobody shares an item with anybody, or no
 * two labels were used, so that agreement by chance is certain and cannot be exceeded.
 *
 * @param percentAgreement probability that two answers to an item are alike, in [0, 1]: the mean, over items with two
 *     answers or more, of the share of pairs of answers that are alike
 * @param cohenKappa mean of the kappas (Cohen 1960) of all pairs of people who share items, each weighted by the number
 *     of items they share; if everybody answers everything, that is Light's kappa (Light 1971). Also absent if there are
 *     more pairs than {@link AgreementTally} keeps
 * @param fleissKappa Fleiss (1971), generalised to different numbers of answers per item as in Gwet (2014), "Handbook of
 *     Inter-Rater Reliability", 4th edition: observed agreement is {@code percentAgreement}; the share of a label is the
 *     mean, over items with an answer or more, of its share among the item's answers
 * @param krippendorffAlpha alpha for nominal data with missing values, Krippendorff (2011), "Computing Krippendorff's
 *     Alpha-Reliability", part C: items with one answer are left out
 */
public record Agreement(
        OptionalDouble percentAgreement,
        OptionalDouble cohenKappa,
        OptionalDouble fleissKappa,
        OptionalDouble krippendorffAlpha) {
    static final Agreement UNKNOWN = new Agreement(
            OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
}
