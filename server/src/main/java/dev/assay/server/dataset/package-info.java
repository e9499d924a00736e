/**
 * Datasets and their items, annotation spec sets, and who holds what.
 *
 * <p>A dataset that a client makes holds its items itself. One that a run makes copies no row: its items are read from
 * the sealed rows of its interval. {@link dev.assay.server.dataset.DataItems} shows both alike. Whoever needs a resource
 * to stay puts a hold on it by name, so this room never learns what a job or a run is. Start at {@link
 * dev.assay.server.dataset.Datasets} and {@link dev.assay.server.dataset.AnnotationSpecSets}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.dataset;
