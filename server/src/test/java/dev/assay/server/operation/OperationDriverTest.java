package dev.assay.server.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.dataset.Holds;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.Ids;
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
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.Workbench;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final OperationError ERROR = new OperationError(FailureKind.WRONG_STATE, "FULL", "nothing fits in");

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-03-02T08:00:00.123456Z");
    private final Map<String, Double> counted = new TreeMap<>();
    private EmbeddedStores stores;
    private Injector injector;
    private ScriptedWork work;
    private Operations operations;

    @BeforeEach
    void begin() {
        stores = EmbeddedStores.open(directory);
        injector = Guice.createInjector(
                stores.module(),
                new WorkModule(new WorkConfig("test", LEASE)),
                new OperationModule(),
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(ScriptedWork.class).asEagerSingleton();
                        Multibinder.newSetBinder(binder(), OperationWork.class)
                                .addBinding()
                                .to(ScriptedWork.class);
                        bind(OperationConfig.class)
                                .toInstance(new OperationConfig(Duration.ofDays(30), Duration.ofSeconds(60)));
                        bind(Ids.class).toInstance(new Ids());
                        bind(Counters.class).toInstance(counting());
                    }
                });
        work = injector.getInstance(ScriptedWork.class);
        operations = injector.getInstance(Operations.class);
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
            return new OperationStep.Wait(now.plusSeconds(5));
        });
        work.then((operation, fence) -> work.done(operation, "{\"items\":8}"));

        drive();
        assertThat(get(begun).isDone()).isFalse();
        now = now.plusSeconds(5);
        drive();

        assertThat(operations.get(begun.name()))
                .isEqualTo(new OperationReport(
                        new Operation(
                                begun.name(),
                                OperationKind.IMPORT_DATA,
                                DATASET,
                                "{}",
                                "{\"items\":8}",
                                begun.createTime(),
                                now,
                                null),
                        List.of(ERROR)));
        assertNothingIsLeft();
        assertThat(counted)
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

        drive();

        Operation ended = get(begun);
        assertThat(ended.error()).isEqualTo(ERROR);
        assertThat(ended.endTime()).isEqualTo(now);
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

        drive();

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

        drive();

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

        driveFor(Duration.ofMinutes(15));

        assertThat(get(begun).isDone()).isTrue();
        assertThat(get(begun).error()).isNull();
    }

    @Test
    void bug_isTriedFiveTimes_andToldWithoutItsInside() {
        Operation begun = start();
        work.then(5, (operation, fence) -> {
            throw new IllegalStateException("SELECT secret FROM vault");
        });

        driveFor(Duration.ofMinutes(1));

        OperationError error = get(begun).error();
        assertThat(error).isNotNull();
        assertThat(error.kind()).isEqualTo(FailureKind.BUG);
        assertThat(error.message()).doesNotContain("SELECT");
        assertThat(work.abandoned()).hasSize(1);
        assertThat(counted).containsEntry("assay.work.failures kind OPERATION", 5.0);
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

        driveFor(Duration.ofMinutes(3));

        assertThat(get(begun).error()).isNull();
        assertThat(get(begun).isDone()).isTrue();
    }

    @Test
    void workerThatLostItsLease_writesNothing() {
        Operation begun = start();
        Claim slow = claim().orElseThrow();
        work.then((operation, fence) -> {
            now = now.plus(LEASE);
            work.then((again, newer) -> work.done(again, "{\"by\":\"the second\"}"));
            drive();
            assertThatThrownBy(() -> operations.advance(operation, fence, "{\"by\":\"the first\"}", List.of(ERROR)))
                    .isInstanceOf(Superseded.class);
            return work.done(operation, "{\"by\":\"the first\"}");
        });

        perform(slow);

        assertThat(operations.get(begun.name()).operation().progress()).isEqualTo("{\"by\":\"the second\"}");
        assertThat(operations.get(begun.name()).partialFailures()).isEmpty();
        assertThat(counted).containsEntry("assay.operations.ended kind IMPORT_DATA error NONE", 1.0);
        assertNothingIsLeft();
    }

    @Test
    void cancelled_endsAsItStands_andIsAbandonedOnce() {
        Operation begun = start();
        work.then((operation, fence) -> {
            operations.advance(operation, fence, "{\"items\":7}", List.of());
            return new OperationStep.Wait(Instant.MAX);
        });
        drive();

        cancel(begun);
        now = now.plusSeconds(1);
        cancel(begun);
        drive();

        Operation ended = get(begun);
        assertThat(ended.error()).isNotNull().extracting(OperationError::kind).isEqualTo(FailureKind.CANCELLED);
        assertThat(ended.endTime()).isEqualTo(now.minusSeconds(1));
        assertThat(work.abandoned()).extracting(Operation::progress).containsExactly("{\"items\":7}");
        assertThat(counted).containsEntry("assay.operations.ended kind IMPORT_DATA error CANCELLED", 1.0);
        assertNothingIsLeft();
    }

    @Test
    void cancelledDuringItsLastStep_staysCancelled() {
        Operation begun = start();
        work.then((operation, fence) -> {
            cancel(operation);
            return work.done(operation, "{\"too\":\"late\"}");
        });

        drive();

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
        drive();
        Operation done = get(begun);

        cancel(begun);

        assertThat(get(begun)).isEqualTo(done);
        assertThat(work.abandoned()).isEmpty();
    }

    @Test
    void cancelOfWhatNeverWas_isNotFound() {
        assertThatThrownBy(() -> injector.getInstance(Cancellation.class)
                        .cancel(ResourceName.of(ResourceKind.OPERATION, "p", "none"), now))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void workLeftBehind_isRemoved() {
        Operation begun = start();
        stores.execute("DELETE FROM operation");

        drive();

        assertThat(stores.texts("SELECT resource FROM work")).isEmpty();
        assertThat(begun.name().project()).isEqualTo("p");
    }

    private Operation start() {
        Holds holds = injector.getInstance(Holds.class);
        return operations.start(
                OperationKind.IMPORT_DATA, DATASET, "{}", now, operation -> holds.hold(DATASET, operation));
    }

    private Operation get(Operation operation) {
        return operations.get(operation.name()).operation();
    }

    private void cancel(Operation operation) {
        injector.getInstance(Cancellation.class).cancel(operation.name(), now);
    }

    private void assertNothingIsLeft() {
        assertThat(stores.texts("SELECT resource FROM work")).isEmpty();
        assertThat(stores.texts("SELECT holder FROM hold")).isEmpty();
    }

    private Optional<Claim> claim() {
        return injector.getInstance(Workbench.class).claim(now);
    }

    private void perform(Claim claim) {
        injector.getInstance(Workbench.class).work(claim, () -> now);
    }

    private void drive() {
        for (Optional<Claim> claim = claim(); claim.isPresent(); claim = claim()) {
            perform(claim.get());
        }
    }

    private void driveFor(Duration duration) {
        Instant end = now.plus(duration);
        while (now.isBefore(end)) {
            drive();
            now = now.plusSeconds(1);
        }
    }

    private Counters counting() {
        return new Counters() {
            @Override
            public void add(String name, double amount, String... tags) {
                counted.merge(name + " " + String.join(" ", tags), amount, Double::sum);
            }

            @Override
            public void took(String name, Duration duration, String... tags) {}
        };
    }
}
