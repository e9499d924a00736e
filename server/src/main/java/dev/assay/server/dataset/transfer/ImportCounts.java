package dev.assay.server.dataset.transfer;

import dev.assay.server.operation.Operation;

/**
 * What an import has come to.
 *
 * @param total entries that its source listed, as far as it was read
 * @param imported those that are items of the dataset
 */
public record ImportCounts(long total, long imported) {
    /** Those of an operation that imports. */
    public static ImportCounts of(Operation operation) {
        ImportProgress progress = ImportProgress.of(operation);
        return new ImportCounts(progress.total(), progress.imported());
    }
}
