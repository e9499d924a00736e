/**
 * What goes into datasets from files and sample tables.
 *
 * <p>An import is an operation: it reads its source entry by entry, and commits items, progress and failed entries of a
 * chunk together, so that whoever takes it over goes on after the last chunk. Knows neither where files are kept nor how
 * tables are filled. Start at {@link dev.assay.server.dataset.transfer.Imports}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.dataset.transfer;
