package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.operation.OperationError;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some entries of a source, read: what one transaction commits. */
final class ImportChunk {
    static final int MAX_ENTRIES = 2_000;
    private static final long MAX_WEIGHT = 2 << 20;
    /** Files may take long to read: what was read should not be lost with the process, and a cancellation be noticed. */
    private static final Duration MAX_TIME = Duration.ofSeconds(1);

    private final List<Payload> items = new ArrayList<>();
    private final List<OperationError> failures = new ArrayList<>();
    private @Nullable Mark mark;
    private boolean last;
    private @Nullable Failure trouble;

    private ImportChunk() {}

    /** Reads on until a transaction is full, the source has ended or cannot be read for the moment. */
    static ImportChunk read(ImportSource source, ItemReader reader, InstantSource clock) {
        ImportChunk chunk = new ImportChunk();
        Instant until = clock.instant().plus(MAX_TIME);
        long weight = 0;
        while (chunk.size() < MAX_ENTRIES
                && weight < MAX_WEIGHT
                && clock.instant().isBefore(until)) {
            Entry entry = source.next();
            if (entry == null) {
                chunk.last = true;
                break;
            }
            try {
                Payload item = reader.read(entry);
                chunk.items.add(item);
                weight += item.weight();
            } catch (UnusableEntry unusable) {
                chunk.fail(entry, FailureKind.INVALID_ARGUMENT, "UNUSABLE_ENTRY", unusable.getMessage());
            } catch (Superseded | Unavailable | Overloaded passing) {
                chunk.trouble = passing;
                break;
            } catch (Failure failure) {
                chunk.fail(entry, failure.kind(), failure.reason(), failure.getMessage());
            }
            chunk.mark = source.mark();
        }
        return chunk;
    }

    private void fail(Entry entry, FailureKind kind, String reason, @Nullable String message) {
        failures.add(new OperationError(kind, reason, entry.place() + ": " + message));
    }

    private int size() {
        return items.size() + failures.size();
    }

    List<Payload> items() {
        return items;
    }

    /** Why entries became no items, one failure each. */
    List<OperationError> failures() {
        return failures;
    }

    /** Whether the source has ended. */
    boolean isLast() {
        return last;
    }

    /** Whether no entry was read. */
    boolean isEmpty() {
        return mark == null;
    }

    /** How far the import is with this chunk. */
    ImportProgress after(ImportProgress before, long extent) {
        return new ImportProgress(
                mark == null ? before.mark() : mark, extent, before.total() + size(), before.imported() + items.size());
    }

    /** What must be tried again later, once this is committed. */
    void throwTrouble() {
        if (trouble != null) {
            throw trouble;
        }
    }
}
