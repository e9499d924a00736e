package dev.assay.server.labeling.agreement;

import java.util.OptionalDouble;

/**
 * One person against all others who answered the same items. Every pair of an answer of the person and an answer of
 * somebody else to the same item is one comparison; the table of all comparisons is judged as if it were that of two
 * people. Pooled rather than averaged over pairs of people, since most pairs share a handful of items only, and a kappa
 * of three items says nothing.
 *
 * <p>Where items have several labels, both figures are means over the task's labels, each taken as yes or no; kappas
 * that are undefined are left out.
 *
 * @param answers items that the person answered, also those that nobody else did
 * @param comparisons pairs of answers behind the figures
 * @param percentAgreement share of comparisons that are alike; absent without comparisons
 * @param kappa Cohen (1960) of the table; absent without comparisons, or if everybody always chose one and the same label
 */
public record PersonAgreement(
        String person, long answers, long comparisons, OptionalDouble percentAgreement, OptionalDouble kappa) {}
