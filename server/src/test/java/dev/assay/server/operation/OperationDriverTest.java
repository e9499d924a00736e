package dev.assay.server.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.Unsupported;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.Claim;
import dev.assay.server.work.QuietWork;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(QuietWork.class)
class OperationDriverTest {
    private static final ResourceName DATASET = ResourceName.of(ResourceKind.DATASET, "p", "d");
    private static final OperationError ERROR = new OperationError(FailureKind.WRONG_STATE, "FULL", "nothing fits in");

    @TempDir
    Path directory;

    private EmbeddedStores stores;
    private DrivenOperations driven;
    private ScriptedWork work;
    private Operations operations;

    @BeforeEach
    void begin() {
        stores = EmbeddedStores.open(directory);
        driven = new DrivenOperations(stores.module());
        work = driven.imports;
        operations = driven.operations();
    }

    @AfterEach
    void end() {
        stores.close();
    }

    @Test
    void steps_areTakenUntilDone_andTheOperationEndsWithWhatCameOfIt() {
        Operation begun = start();
        work.then((operation, fence) -> {
            operations.advance(operation, fence, "{\"items\":7}", List.of(ERROR));
            return new OperationStep.Again();
        });
        work.then((operation, fence) -> {
            assertThat(operation.progress()).isEqualTo("{\"items\":7}");
            return new OperationStep.Wait(driven.now().plusSeconds(5));
        });
        work.then((operation, fence) -> work.done(operation, "{\"items\":8}"));

        driven.drive();
        assertThat(get(begun).isDone()).isFalse();
        driven.pass(Duration.ofSeconds(5));
        driven.drive();

        assertThat(operations.get(begun.name()))
                .isEqualTo(new OperationReport(
                        new Operation(
                                begun.name(),
                                OperationKind.IMPORT_DATA,
                                DATASET,
                                "{}",
                                "{\"items\":8}",
                                begun.createTime(),
                                driven.now(),
                                null),
                        List.of(ERROR)));
        assertNothingIsLeft();
        assertThat(driven.counted())
                .containsEntry("assay.operations.started kind IMPORT_DATA", 1.0)
                .containsEntry("assay.operations.ended kind IMPORT_DATA error NONE", 1.0);
    }

    @Test
    void failedStep_endsTheOperation_whichIsAbandoned() {
        Operation begun = start();
        work.then((operation, fence) -> {
            operations.advance(operation, fence, "{\"items\":7}", List.of());
            return new OperationStep.Failed(ERROR);
        });

        driven.drive();

        Operation ended = get(begun);
        assertThat(ended.error()).isEqualTo(ERROR);
        assertThat(ended.endTime()).isEqualTo(driven.now());
        assertThat(ended.progress()).isEqualTo("{\"items\":7}");
        assertThat(work.abandoned()).extracting(Operation::progress).containsExactly("{\"items\":7}");
        assertNothingIsLeft();
    }

    static Stream<Failure> lastingFailures() {
        return Stream.of(
                InvalidArgument.of("input_config.gcs_source", "is no file"),
                new NotFound(DATASET),
                new WrongState("FULL", "nothing fits in"),
                new Unsupported("videos"));
    }

    @ParameterizedTest
    @MethodSource("lastingFailures")
    void failureThatLasts_endsTheOperationAtOnce(Failure failure) {
        Operation begun = start();
        work.then((operation, fence) -> {
            throw failure;
        });

        driven.drive();

        assertThat(get(begun).error())
                .isEqualTo(new OperationError(failure.kind(), failure.reason(), String.valueOf(failure.getMessage())));
        assertNothingIsLeft();
    }

    @Test
    void failureInTheLastTransaction_undoesItAndEndsTheOperation() {
        Operation begun = start();
        work.then((operation, fence) -> new OperationStep.Done(time -> {
            stores.execute("UPDATE operation SET request = 'changed'");
            throw new NotFound(DATASET);
        }));

        driven.drive();

        assertThat(get(begun).error())
                .isNotNull()
                .extracting(OperationError::kind)
                .isEqualTo(FailureKind.NOT_FOUND);
        assertThat(get(begun).request()).isEqualTo("{}");
        assertNothingIsLeft();
    }

    static Stream<Failure> passingFailures() {
        return Stream.of(new Unavailable("no answer", null), new Overloaded("too many writers", Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("passingFailures")
    void failureThatPasses_isTriedAgain_howeverOften(Failure failure) {
        Operation begun = start();
        work.then(20, (operation, fence) -> {
            throw failure;
        });

        driven.driveFor(Duration.ofMinutes(15));

        assertThat(get(begun).isDone()).isTrue();
        assertThat(get(begun).error()).isNull();
    }

    @Test
    void bug_isTriedFiveTimes_andToldWithoutItsInside() {
        Operation begun = start();
        work.then(5, (operation, fence) -> {
            throw new IllegalStateException("SELECT secret FROM vault");
        });

        driven.driveFor(Duration.ofMinutes(1));

        OperationError error = get(begun).error();
        assertThat(error).isNotNull();
        assertThat(error.kind()).isEqualTo(FailureKind.BUG);
        assertThat(error.message()).doesNotContain("SELECT");
        assertThat(work.abandoned()).hasSize(1);
        assertThat(driven.counted()).containsEntry("assay.work.failures kind OPERATION", 5.0);
        assertNothingIsLeft();
    }

    @Test
    void bugThatPasses_isForgotten() {
        Operation begun = start();
        for (int i = 0; i < 3; i++) {
            work.then(4, (operation, fence) -> {
                throw new IllegalStateException("once more");
            });
            work.then((operation, fence) -> new OperationStep.Again());
        }

        driven.driveFor(Duration.ofMinutes(3));

        assertThat(get(begun).error()).isNull();
        assertThat(get(begun).isDone()).isTrue();
    }

    @Test
    void workerThatLostItsLease_writesNothing() {
        Operation begun = start();
        Claim slow = driven.claim().orElseThrow();
        work.then((operation, fence) -> {
            driven.pass(DrivenOperations.LEASE);
            work.then((again, newer) -> work.done(again, "{\"by\":\"the second\"}"));
            driven.drive();
            assertThatThrownBy(() -> operations.advance(operation, fence, "{\"by\":\"the first\"}", List.of(ERROR)))
                    .isInstanceOf(Superseded.class);
            return work.done(operation, "{\"by\":\"the first\"}");
        });

        driven.perform(slow);

        assertThat(operations.get(begun.name()).operation().progress()).isEqualTo("{\"by\":\"the second\"}");
        assertThat(operations.get(begun.name()).partialFailures()).isEmpty();
        assertThat(driven.counted()).containsEntry("assay.operations.ended kind IMPORT_DATA error NONE", 1.0);
        assertNothingIsLeft();
    }

    @Test
    void cancelled_endsAsItStands_andIsAbandonedOnce() {
        Operation begun = start();
        work.then((operation, fence) -> {
            operations.advance(operation, fence, "{\"items\":7}", List.of());
            return new OperationStep.Wait(Instant.MAX);
        });
        driven.drive();

        driven.cancel(begun);
        driven.pass(Duration.ofSeconds(1));
        driven.cancel(begun);
        driven.drive();

        Operation ended = get(begun);
        assertThat(ended.error()).isNotNull().extracting(OperationError::kind).isEqualTo(FailureKind.CANCELLED);
        assertThat(ended.endTime()).isEqualTo(driven.now().minusSeconds(1));
        assertThat(work.abandoned()).extracting(Operation::progress).containsExactly("{\"items\":7}");
        assertThat(driven.counted()).containsEntry("assay.operations.ended kind IMPORT_DATA error CANCELLED", 1.0);
        assertNothingIsLeft();
    }

    @Test
    void cancelledDuringItsLastStep_staysCancelled() {
        Operation begun = start();
        work.then((operation, fence) -> {
            driven.cancel(operation);
            return work.done(operation, "{\"too\":\"late\"}");
        });

        driven.drive();

        assertThat(get(begun).error())
                .isNotNull()
                .extracting(OperationError::kind)
                .isEqualTo(FailureKind.CANCELLED);
        assertThat(get(begun).progress()).isEqualTo("{}");
        assertNothingIsLeft();
    }

    @Test
    void cancelledOnceDone_staysDone() {
        Operation begun = start();
        driven.drive();
        Operation done = get(begun);

        driven.cancel(begun);

        assertThat(get(begun)).isEqualTo(done);
        assertThat(work.abandoned()).isEmpty();
    }

    @Test
    void cancelOfWhatNeverWas_isNotFound() {
        assertThatThrownBy(() -> driven.get(Cancellation.class)
                        .cancel(ResourceName.of(ResourceKind.OPERATION, "p", "none"), driven.now()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void workLeftBehind_isRemoved() {
        Operation begun = start();
        stores.execute("DELETE FROM operation");

        driven.drive();

        assertThat(stores.texts("SELECT resource FROM work")).isEmpty();
        assertThat(begun.name().project()).isEqualTo("p");
    }

    private Operation start() {
        return driven.start(OperationKind.IMPORT_DATA, DATASET, "{}");
    }

    private Operation get(Operation operation) {
        return driven.current(operation);
    }

    private void assertNothingIsLeft() {
        assertThat(stores.texts("SELECT resource FROM work")).isEmpty();
        assertThat(stores.texts("SELECT holder FROM hold")).isEmpty();
    }
}
