/**
 * How several people's answers to one question become one: labels by votes, boxes by overlap, entity spans by exact
 * votes; and when nobody further needs to be asked. Pure functions over the answers to one item.
 *
 * <p>It must not know where answers come from, tasks, questions or stores, and never sees what a model predicted.
 *
 * <p>Start at {@link dev.assay.server.labeling.consensus.Consensus}, which is what all of them give, and at {@link
 * dev.assay.server.labeling.consensus.ClassificationVotes}, {@link dev.assay.server.labeling.consensus.BoxSequence},
 * {@link dev.assay.server.labeling.consensus.BoxMerge} and {@link dev.assay.server.labeling.consensus.SpanVotes}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.labeling.consensus;
