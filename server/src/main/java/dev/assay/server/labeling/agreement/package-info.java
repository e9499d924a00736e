/**
 * How far people who label agree, and how good each of them is: coefficients of agreement, and error rates with labels
 * weighted by them. Pure functions over answers, in a fixed order of arithmetic.
 *
 * <p>It must not know where answers come from, tasks, questions or stores, and never sees what a model predicted:
 * people are judged by people alone.
 *
 * <p>Start at {@link dev.assay.server.labeling.agreement.AgreementTally}, which counts answers item by item and whose
 * memory does not grow with the items; and at {@link dev.assay.server.labeling.agreement.DawidSkene}, which reads all
 * answers of a task several times and gives each item's most probable label.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.labeling.agreement;
