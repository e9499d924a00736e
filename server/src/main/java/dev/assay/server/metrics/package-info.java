/**
 * How good a model is, in figures: curves, averages and the confusion matrix, as pure functions over streams of
 * items. All arithmetic is IEEE double in a fixed order, so the same items in the same order give the same bits.
 *
 * <p>It must not know where items come from or where figures go: no JSON, no store, no wire types, no clock. The
 * one thing it touches outside itself is a directory for temporary files, so that the heap stays bounded whatever
 * the number of items.
 *
 * <p>Start at {@link dev.assay.server.metrics.ClassificationEvaluator}: it ranks each item's labels ({@code
 * ItemRanking}), hands the pairs to an external sort ({@code ScoredPairs}) and reads them back once, best score
 * first, into one {@code CurveAccumulator} per curve. The results are the public records. For boxes it is the same with
 * {@link dev.assay.server.metrics.DetectionEvaluator} and {@link dev.assay.server.metrics.BoxMatching}, which decides box
 * by box what is right before anything is sorted.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.metrics;
