/**
 * Durable work: what must go on although the process that began it died.
 *
 * <p>A piece of work is a row: whose turn it is, until when, and when to look again. A worker claims it, gets a {@link
 * dev.assay.server.vocabulary.Fence} whose number rises with every claim, and passes that fence to every write it makes.
 * Knows nothing of what the work is. Start at {@link dev.assay.server.work.Workbench}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.work;
