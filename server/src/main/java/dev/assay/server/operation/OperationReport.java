package dev.assay.server.operation;

import java.util.List;

/**
 * All there is to tell of an operation.
 *
 * @param partialFailures the entries that failed without stopping the rest, the first {@link
 *     Operations#MAX_PARTIAL_FAILURES}
 */
public record OperationReport(Operation operation, List<OperationError> partialFailures) {
    /** Bounds what a list carries: each failure weighs its text and what it is wrapped in. */
    private static final int WRAPPING = 100;

    public OperationReport {
        partialFailures = List.copyOf(partialFailures);
    }

    long weight() {
        long weight = operation.request().length() + operation.progress().length() + WRAPPING;
        for (OperationError failure : partialFailures) {
            weight += failure.reason().length() + failure.message().length() + WRAPPING;
        }
        return weight;
    }
}
