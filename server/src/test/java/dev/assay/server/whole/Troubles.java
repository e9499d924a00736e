package dev.assay.server.whole;

import io.grpc.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What went wrong with calls while faults lasted: what clients must expect is counted, anything else is kept. */
final class Troubles {
    /** What a client repeats a call after. */
    private static final Set<Status.Code> EXPECTED = EnumSet.of(
            Status.Code.UNAVAILABLE,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.ABORTED);

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> unexpected = new ArrayList<>();

    /** A call failed; after what is expected it may be repeated. */
    synchronized void failed(String call, Throwable thrown) {
        Status status = Status.fromThrowable(thrown);
        counts.merge(call + " " + status.getCode(), 1, Integer::sum);
        if (!EXPECTED.contains(status.getCode())) {
            unexpected(call + ": " + thrown);
        }
    }

    /** Something that must not happen, whatever else does. */
    synchronized void unexpected(String what) {
        unexpected.add(Instant.now() + " " + what);
    }

    synchronized List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }
}
