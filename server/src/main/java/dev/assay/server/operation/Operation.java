package dev.assay.server.operation;

import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A long-running operation as it stands.
 *
 * @param subject what it is about, such as the dataset that it fills
 * @param request what was asked for: JSON of the room that does it; never changes
 * @param progress how far it has come and, at the end, what came of it: JSON of the same room; {@code {}} at first
 * @param endTime when it ended; null while it is under way
 * @param error why it ended without success; null while it is under way and after success
 */
public record Operation(
        ResourceName name,
        OperationKind kind,
        ResourceName subject,
        String request,
        String progress,
        Instant createTime,
        @Nullable Instant endTime,
        @Nullable OperationError error) {
    /** Whether it has ended. */
    public boolean isDone() {
        return endTime != null;
    }
}
