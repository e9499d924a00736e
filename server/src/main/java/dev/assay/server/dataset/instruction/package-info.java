/**
 * Instructions: the documents that labelers read before they answer.
 *
 * <p>An instruction is made by an operation that reads the document once and keeps it, so that it stays what it was
 * whatever becomes of the file. Until the document is kept whole nobody sees the instruction. Knows neither jobs nor
 * tasks, which hold instructions by name. Start at {@link dev.assay.server.dataset.instruction.Instructions}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.dataset.instruction;
