/**
 * Long-running operations: what a call begins and the server finishes, whatever happens to the process meanwhile.
 *
 * <p>An operation is a row of facts and a piece of work; what is done for it, step by step, says the {@link
 * dev.assay.server.operation.OperationWork} of its kind, in the room that owns the kind. This room knows neither datasets
 * nor labels: requests and progress are JSON texts of their owners. Start at {@link
 * dev.assay.server.operation.Operations}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.operation;
