package dev.assay.server.metrics;

/** Everything computed about a model from one stream of items. */
public sealed interface Figures permits ClassificationFigures, DetectionFigures {
    /** How many items went in. */
    long evaluatedItems();

    /** Whether nothing was there to be found: averages are then 0 by convention and say nothing. */
    boolean noPositives();

    /** Mean of average precision over the labels with at least one positive, in [0, 1]. */
    double meanAveragePrecision();
}
