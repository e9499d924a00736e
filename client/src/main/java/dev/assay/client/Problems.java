package dev.assay.client;

import io.grpc.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers the latest thing that went wrong, for people who ask why predictions do not arrive. */
final class Problems {
    private volatile @Nullable String last;

    void tell(Status status) {
        tell(status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription()));
    }

    void tell(String problem) {
        last = problem;
    }

    Optional<String> last() {
        return Optional.ofNullable(last);
    }
}
