package dev.assay.server.labeling.agreement;

/**
 * How far people agree on whether one label applies: every answer is taken as yes (the label is among its labels) or no.
 *
 * @param label a label that somebody chose for an item with two answers or more
 * @param agreement of yes and no
 */
public record LabelAgreement(String label, Agreement agreement) {}
