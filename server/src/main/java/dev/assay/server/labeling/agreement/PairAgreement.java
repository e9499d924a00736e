package dev.assay.server.labeling.agreement;

import java.util.OptionalDouble;

/**
 * Two people on the items that both answered. Where items have several labels, both figures are means over the task's
 * labels as in {@link PersonAgreement}.
 *
 * @param first the one whose name sorts first
 * @param items that both answered, one at least
 * @param percentAgreement share of these items on which they agree
 * @param kappa Cohen (1960); absent if both always chose one and the same label
 */
public record PairAgreement(String first, String second, long items, double percentAgreement, OptionalDouble kappa) {}
