package dev.assay.server.command;

import dev.assay.client.AssayException;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Repeats calls while the server is away or busy, with growing pauses, until it has been away for too long. */
final class Retry {
    private static final Set<Code> PASSING =
            Set.of(Code.UNAVAILABLE, Code.RESOURCE_EXHAUSTED, Code.DEADLINE_EXCEEDED, Code.ABORTED);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Duration limit;
    private long repeated;

    /** Gives up a call after this time without success. */
    Retry(Duration limit) {
        this.limit = limit;
    }

    /** The answer of the call, which must be harmless to repeat. */
    <T> T call(Supplier<T> call) throws InterruptedException {
        long began = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return call.get();
            } catch (StatusRuntimeException | AssayException e) {
                boolean late = System.nanoTime() - began + pause.toNanos() > limit.toNanos();
                if (!PASSING.contains(code(e)) || late) {
                    throw e;
                }
            }
            repeated++;
            rest(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** How many calls were repeated. */
    long repeated() {
        return repeated;
    }

    private static Code code(RuntimeException failure) {
        return failure instanceof AssayException assay
                ? assay.code()
                : ((StatusRuntimeException) failure).getStatus().getCode();
    }

    private static void rest(Duration pause) throws InterruptedException {
        // Nothing counts this down: the wait is the whole purpose, and an interrupt ends it.
        if (new CountDownLatch(1).await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("a latch opened by itself");
        }
    }
}
