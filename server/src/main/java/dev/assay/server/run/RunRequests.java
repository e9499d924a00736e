package dev.assay.server.run;

import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.Bell;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Requests that put a run to work. Those that carry an id may be repeated without doing it twice. */
public final class RunRequests {
    private static final Duration KEPT = Duration.ofDays(7);

    private final RunStore store;
    private final Transactions transactions;
    private final Bell bell;

    @Inject
    RunRequests(RunStore store, Transactions transactions, Bell bell) {
        this.store = store;
        this.transactions = transactions;
        this.bell = bell;
    }

    /**
     * Does what is asked. With a request id only the first call does; later ones within 7 days answer with the run that
     * the first one led to, as it stands now.
     *
     * @param subject what the request is about
     * @param verb what is asked of it; ids of different verbs do not meet
     * @param requestId empty if the client gave none: then every call does it
     */
    public Run once(ResourceName subject, String verb, String requestId, Instant now, Supplier<Run> start) {
        Run run = requestId.isEmpty()
                ? start.get()
                : transactions.write(() -> {
                    // Of two that come at once, one starts the run and the other finds it.
                    transactions.lock(subject);
                    return startOnce(subject + ":" + verb, requestId, now, start);
                });
        // Only now is the work committed, so only now can a worker find it.
        bell.ring();
        return run;
    }

    private Run startOnce(String asked, String requestId, Instant now, Supplier<Run> start) {
        Optional<Run> before = store.requested(asked, requestId, now).flatMap(store::find);
        if (before.isPresent()) {
            return before.get();
        }
        Run run = start.get();
        store.rememberRequest(asked, requestId, run.name(), now, now.plus(KEPT));
        return run;
    }
}
