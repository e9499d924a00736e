/**
 * What goes into datasets from files and sample tables, and comes out of them as files.
 *
 * <p>Both are operations. An import reads its source entry by entry, and commits items, progress and failed entries of a
 * chunk together, so that whoever takes it over goes on after the last chunk. An export writes the examples of an
 * annotated dataset to a file that nobody sees before it is whole. Knows neither where files are kept nor how tables are
 * filled, nor the messages of the door. Start at {@link dev.assay.server.dataset.transfer.Imports} and {@link
 * dev.assay.server.dataset.transfer.ExportRequests}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.dataset.transfer;
