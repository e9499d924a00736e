package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.OperationStep;
import dev.assay.server.operation.OperationWork;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** Imports: reads a chunk of the source, and commits what came of it along with the place where to go on. */
final class ImportWork implements OperationWork {
    /** For how long other work waits for its turn. */
    private static final Duration TURN = Duration.ofSeconds(10);
    /** Of a turn, how much may go into coming back to where the last one ended: files are read anew up to there. */
    private static final int TURNS_PER_RETURN = 10;
    /** How often somebody who reads for long makes sure that he still should. */
    private static final Duration PULSE = Duration.ofSeconds(5);

    private final Operations operations;
    private final Datasets datasets;
    private final DataItems items;
    private final Holds holds;
    private final ObjectFiles files;
    private final TableSources tables;
    private final Transactions transactions;

    @Inject
    ImportWork(
            Operations operations,
            Datasets datasets,
            DataItems items,
            Holds holds,
            ObjectFiles files,
            TableSources tables,
            Transactions transactions) {
        this.operations = operations;
        this.datasets = datasets;
        this.items = items;
        this.holds = holds;
        this.files = files;
        this.tables = tables;
        this.transactions = transactions;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.IMPORT_DATA;
    }

    @Override
    public OperationStep step(Operation operation, Fence fence, InstantSource clock) {
        return new Turn(operation, fence, clock).take();
    }

    @Override
    public void abandon(Operation operation, Instant now) {
        holds.dropAll(operation.name());
    }

    /** A stretch of one import. */
    private final class Turn {
        private final Operation operation;
        private final Fence fence;
        private final InstantSource clock;
        private final ImportRequest request;
        private ImportProgress progress;
        private Instant lastWrite;

        Turn(Operation operation, Fence fence, InstantSource clock) {
            this.operation = operation;
            this.fence = fence;
            this.clock = clock;
            this.request = ImportRequest.read(operation.request());
            this.progress = ImportProgress.of(operation);
            this.lastWrite = clock.instant();
        }

        OperationStep take() {
            Instant begun = clock.instant();
            ItemReader reader = new ItemReader(request.type(), files);
            try (ImportSource source = open()) {
                Duration returning = Duration.between(begun, clock.instant());
                Instant end = begun.plus(TURN).plus(returning.multipliedBy(TURNS_PER_RETURN));
                boolean more = true;
                while (more && clock.instant().isBefore(end)) {
                    ImportChunk chunk = ImportChunk.read(source, reader, clock);
                    commit(chunk, source.extent());
                    chunk.throwTrouble();
                    more = !chunk.isLast();
                }
                return more ? new OperationStep.Again() : new OperationStep.Done(now -> finish());
            }
        }

        private ImportSource open() {
            return request.file() != null
                    ? FileEntries.open(files, request.file(), progress.mark(), progress.extent(), this::pulse)
                    : tables.open(
                            Objects.requireNonNull(request.table()),
                            request.type(),
                            progress.mark(),
                            progress.extent());
        }

        private void commit(ImportChunk chunk, long extent) {
            if (chunk.isEmpty()) {
                return;
            }
            ImportProgress after = chunk.after(progress, extent);
            boolean noted = progress.failed() < Operations.MAX_PARTIAL_FAILURES;
            transactions.write(() -> {
                operations.advance(operation, fence, after.write(), noted ? chunk.failures() : List.of());
                if (!chunk.items().isEmpty()) {
                    items.append(operation.subject(), chunk.items());
                    if (progress.imported() == 0) {
                        datasets.addInput(operation.subject(), request.config());
                    }
                }
            });
            progress = after;
            lastWrite = clock.instant();
        }

        private void pulse() {
            if (clock.instant().isAfter(lastWrite.plus(PULSE))) {
                operations.advance(operation, fence, progress.write(), List.of());
                lastWrite = clock.instant();
            }
        }

        private String finish() {
            holds.dropAll(operation.name());
            return progress.write();
        }
    }
}
