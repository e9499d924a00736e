package dev.assay.server.dataset.instruction;

import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.OperationStep;
import dev.assay.server.operation.OperationWork;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes instructions: reads the document, keeps it in pages, then shows the instruction. A try that was broken off is
 * begun anew under the same name.
 */
final class InstructionWork implements OperationWork {
    private static final int PAGE_BYTES = 1 << 20;
    private static final String NO_PROGRESS = "{}";

    private final InstructionStore store;
    private final ObjectFiles files;
    private final Operations operations;
    private final Transactions transactions;

    @Inject
    InstructionWork(InstructionStore store, ObjectFiles files, Operations operations, Transactions transactions) {
        this.store = store;
        this.files = files;
        this.operations = operations;
        this.transactions = transactions;
    }

    @Override
    public OperationKind kind() {
        return OperationKind.CREATE_INSTRUCTION;
    }

    @Override
    public OperationStep step(Operation operation, Fence fence, InstantSource clock) {
        Instruction asked = InstructionJson.asked(operation);
        PdfCheck check = new PdfCheck();
        try (Content document = files.open(asked.documentUri())) {
            OperationError error = PdfCheck.ofSize(document.size());
            if (error == null) {
                begin(asked, operation, fence);
                error = keep(asked, document.stream(), check, operation, fence);
            }
            return error == null
                    ? new OperationStep.Done(now -> complete(asked, check.bytes(), now))
                    : new OperationStep.Failed(error);
        }
    }

    @Override
    public void abandon(Operation operation, Instant now) {
        store.discard(operation.subject(), now);
    }

    private void begin(Instruction asked, Operation operation, Fence fence) {
        fenced(operation, fence, () -> store.insert(asked));
        int removed;
        do {
            // What an earlier try has left may be of another document: the file can have changed.
            removed = transactions.write(() -> {
                operations.advance(operation, fence, NO_PROGRESS, List.of());
                return store.removePages(asked.name(), Instructions.PAGES_PER_TRANSACTION);
            });
        } while (removed > 0);
    }

    private @Nullable OperationError keep(
            Instruction asked, InputStream document, PdfCheck check, Operation operation, Fence fence) {
        int number = 0;
        byte[] page = nextPage(document);
        while (page.length > 0) {
            byte[] bytes = page;
            OperationError error = check.take(bytes);
            if (error != null) {
                return error;
            }
            int at = number++;
            fenced(operation, fence, () -> store.addPage(asked.name(), at, bytes));
            page = nextPage(document);
        }
        return check.end();
    }

    private static byte[] nextPage(InputStream document) {
        try {
            return document.readNBytes(PAGE_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fenced(Operation operation, Fence fence, Runnable write) {
        transactions.write(() -> {
            operations.advance(operation, fence, NO_PROGRESS, List.of());
            write.run();
        });
    }

    private String complete(Instruction asked, long size, Instant now) {
        if (!store.complete(asked.name(), size, now)) {
            throw new IllegalStateException(asked.name() + " is gone before it was seen");
        }
        return InstructionJson.write(asked.kept(size, now));
    }
}
