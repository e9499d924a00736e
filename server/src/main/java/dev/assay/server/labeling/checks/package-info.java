/**
 * Whether an answer is one to its question: the kind of annotation that was asked for, labels of the task, shapes inside
 * of what they are drawn on. Everything that is wrong is told at once, by paths in the spelling of the contract.
 *
 * <p>Knows neither tasks nor stores. Start at {@link dev.assay.server.labeling.checks.AnswerChecks}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.labeling.checks;
