package dev.assay.server.operation;

import static dev.assay.server.operation.OperationKind.IMPORT_DATA;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.assay.server.store.Faults.Moment;
import dev.assay.server.store.FaultyStores;
import dev.assay.server.store.MemoryDisk;
import dev.assay.server.store.OpenStore;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.Claim;
import dev.assay.server.work.QuietWork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds of operations on every store that fails: each way of ending one is played over and over, the first time with
 * its first store call failing, then the second, until it passes without a fault. Whoever calls, and the clock, repeat
 * what failed. A worker whose answer is lost does not know that it holds a claim: that is a worker that died.
 */
@ExtendWith(QuietWork.class)
abstract class OperationFaultsContract {
    private static final int CHUNKS = 3;

    /** In calls; a client repeats more often than that. */
    private static final int OUTAGE = 4;

    @TempDir(factory = MemoryDisk.class)
    Path directory;

    private FaultyStores stores;
    private DrivenOperations driven;
    private int plays;

    /** An empty store, closed after the test. */
    abstract OpenStore open(Path place);

    /** Of how many calls one fails, in its turn. */
    int stride() {
        return 1;
    }

    @BeforeEach
    void begin() {
        stores = new FaultyStores(open(directory));
        driven = new DrivenOperations(stores.module());
    }

    @AfterEach
    void end() {
        stores.close();
    }

    /** How an operation comes to its end. */
    enum Way {
        DONE,
        FAILED,
        REFUSED,
        CANCELLED,
        CANCELLED_DURING_ITS_LAST_STEP,
        DELETED
    }

    @ParameterizedTest
    @EnumSource
    void operation_endsOnce_whicheverCallFails(Way way) {
        playWithFaults(way, Moment.BEFORE_CALL, 1, stride());
    }

    @ParameterizedTest
    @EnumSource
    void operation_endsOnce_whereverAnOutageBegins(Way way) {
        playWithFaults(way, Moment.BEFORE_CALL, OUTAGE, (OUTAGE - 1) * stride());
    }

    @ParameterizedTest
    @EnumSource
    void operation_endsOnce_whicheverAnswerIsLost(Way way) {
        playWithFaults(way, Moment.ANSWER_LOST, 1, 1);
    }

    /** The worker has the lock of its work, and commits. */
    @Test
    void cancelDuringTheLastTransaction_waits_andLeavesTheOperationDone() throws Exception {
        Operation begun = driven.start(IMPORT_DATA, dataset(), "{}");
        AtomicReference<Thread> canceller = new AtomicReference<>();
        driven.imports.then((operation, fence) -> {
            OperationStep.Done done = (OperationStep.Done) driven.imports.done(operation, "done");
            return new OperationStep.Done(now -> {
                canceller.set(begunBeside(() -> driven.cancel(begun)));
                return done.inTransaction().apply(now);
            });
        });

        driven.perform(driven.claim().orElseThrow());
        canceller.get().join();

        assertThat(driven.current(begun).error()).isNull();
        assertThat(driven.current(begun).progress()).isEqualTo("done");
        assertThat(driven.imports.abandoned()).isEmpty();
        stores.invariants().check();
    }

    /** The caller has removed the work, and commits. */
    @Test
    void lastStepDuringTheCancellation_waits_andIsLost() throws Exception {
        Operation begun = driven.start(IMPORT_DATA, dataset(), "{}");
        driven.imports.then((operation, fence) -> driven.imports.done(operation, "done"));
        Claim claim = driven.claim().orElseThrow();
        AtomicReference<Thread> worker = new AtomicReference<>();
        driven.imports.whenAbandoned(() -> worker.set(begunBeside(() -> driven.perform(claim))));

        driven.cancel(begun);
        worker.get().join();

        OperationError error = driven.current(begun).error();
        assertThat(error).isNotNull().extracting(OperationError::kind).isEqualTo(FailureKind.CANCELLED);
        assertThat(driven.imports.abandoned()).hasSize(1);
        stores.invariants().check();
    }

    private static Thread begunBeside(Runnable call) {
        CountDownLatch begun = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            begun.countDown();
            call.run();
        });
        thread.start();
        Uninterruptibles.awaitUninterruptibly(begun);
        return thread;
    }

    /** The rules that every play is judged by do judge. */
    @Test
    void invariants_areFoundBroken() {
        Operation failing = driven.start(IMPORT_DATA, dataset(), "{}");
        driven.imports.then(this::chunk);
        driven.drive();
        driven.start(IMPORT_DATA, dataset(), "{}");
        assertThat(driven.current(failing).isDone()).isTrue();
        stores.invariants().check();

        assertThat(stores.brokenBy("DELETE FROM work"))
                .anySatisfy(broken -> assertThat(broken).contains("under way has work"));
        assertThat(stores.brokenBy("UPDATE operation SET end_time = 1"))
                .anySatisfy(broken -> assertThat(broken).contains("work has"))
                .anySatisfy(broken -> assertThat(broken).contains("who holds is"));
        assertThat(stores.brokenBy("UPDATE operation SET delete_time = 1"))
                .anySatisfy(broken -> assertThat(broken).contains("is not deleted"));
        assertThat(stores.brokenBy("UPDATE operation_failure SET number = number + 1"))
                .anySatisfy(broken -> assertThat(broken).contains("no gap"));
    }

    private void playWithFaults(Way way, Moment moment, int length, int stride) {
        int faults = 0;
        while (play(way, moment, faults * stride + 1, length)) {
            faults++;
        }
        System.out.printf("%s: %d faults %s, %d long%n", way, faults, moment, length);
        assertThat(faults).as("calls that failed").isPositive();
    }

    /** Whether it got as far as the call that was to fail. */
    private boolean play(Way way, Moment moment, int nth, int length) {
        ResourceName dataset = dataset();
        try {
            stores.faults().arm(moment, nth, length);
            Operation begun = start(dataset);
            finish(begun, way);
            boolean struck = stores.faults().disarm();
            judge(begun, way);
            stores.invariants().check();
            assertThat(driven.claim()).as("work that is left").isEmpty();
            return struck;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(moment + " number " + nth + ", " + length + " long", e);
        }
    }

    private Operation start(ResourceName dataset) {
        return repeated(() -> {
            try {
                return driven.start(IMPORT_DATA, dataset, "{}");
            } catch (WrongState begunBefore) {
                return repeated(
                        () -> driven.get(OperationStore.class).active(dataset).orElseThrow());
            }
        });
    }

    private void finish(Operation begun, Way way) {
        switch (way) {
            case DONE, DELETED -> work(begun, operation -> driven.imports.done(operation, "done"));
            case FAILED -> work(begun, operation -> new OperationStep.Failed(error("nothing fits in")));
            case REFUSED ->
                work(begun, operation -> {
                    throw new WrongState("FULL", "nothing fits in");
                });
            case CANCELLED -> {
                workOnce(operation -> new OperationStep.Again());
                cancel(begun);
                work(begun, operation -> {
                    throw new AssertionError("a cancelled operation goes on");
                });
            }
            case CANCELLED_DURING_ITS_LAST_STEP ->
                work(begun, operation -> {
                    cancel(operation);
                    return driven.imports.done(operation, "done");
                });
        }
        if (way == Way.DELETED) {
            repeated(() -> {
                driven.operations().delete(begun.name(), driven.now());
                return true;
            });
        }
    }

    private void cancel(Operation operation) {
        repeated(() -> {
            driven.cancel(operation);
            return true;
        });
    }

    private void judge(Operation begun, Way way) {
        OperationStore store = driven.get(OperationStore.class);
        if (way == Way.DELETED) {
            assertThat(store.isDeleted(begun.name())).isTrue();
            return;
        }
        Operation ended = driven.current(begun);
        assertThat(ended.isDone()).isTrue();
        OperationError error = ended.error();
        switch (way) {
            case DONE -> {
                assertThat(error).isNull();
                assertThat(ended.progress()).isEqualTo("done");
                assertThat(failures(begun)).isEqualTo(CHUNKS);
            }
            case FAILED, REFUSED -> {
                assertThat(error).isNotNull().extracting(OperationError::kind).isEqualTo(FailureKind.WRONG_STATE);
                assertThat(ended.progress()).isEqualTo("3");
                assertThat(failures(begun)).isEqualTo(CHUNKS);
            }
            default -> {
                assertThat(error).isNotNull().extracting(OperationError::kind).isEqualTo(FailureKind.CANCELLED);
                assertThat(failures(begun)).as("what was done stays").isEqualTo(number(ended));
            }
        }
    }

    private int failures(Operation operation) {
        return driven.operations().get(operation.name()).partialFailures().size();
    }

    /** Works until it has ended, letting leases run out that nobody knows to hold. */
    private void work(Operation begun, Function<Operation, OperationStep> last) {
        for (int looks = 0; !repeated(() -> driven.current(begun)).isDone(); looks++) {
            if (looks > 50) {
                throw new AssertionError("the operation does not end");
            }
            workOnce(last);
        }
    }

    private void workOnce(Function<Operation, OperationStep> last) {
        driven.imports.clear();
        driven.imports.then(
                (operation, fence) -> number(operation) < CHUNKS ? chunk(operation, fence) : last.apply(operation));
        try {
            Optional<Claim> claim = driven.claim();
            claim.ifPresent(driven::perform);
            if (claim.isEmpty()) {
                driven.pass(Duration.ofSeconds(5));
            }
        } catch (Unavailable e) {
            driven.pass(Duration.ofSeconds(1));
        }
    }

    private OperationStep chunk(Operation operation, Fence fence) {
        int next = number(operation) + 1;
        driven.operations().advance(operation, fence, Integer.toString(next), List.of(error("chunk " + next)));
        return new OperationStep.Again();
    }

    private static int number(Operation operation) {
        return operation.progress().equals("{}") ? 0 : Integer.parseInt(operation.progress());
    }

    private <T> T repeated(Supplier<T> call) {
        for (int tries = 0; ; tries++) {
            try {
                return call.get();
            } catch (Unavailable e) {
                if (tries > 2 * OUTAGE) {
                    throw e;
                }
            }
        }
    }

    private ResourceName dataset() {
        return ResourceName.of(ResourceKind.DATASET, "p", "d" + plays++);
    }

    private static OperationError error(String message) {
        return new OperationError(FailureKind.WRONG_STATE, "FULL", message);
    }
}
