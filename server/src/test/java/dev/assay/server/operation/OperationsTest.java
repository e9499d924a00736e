package dev.assay.server.operation;

import static dev.assay.server.operation.OperationKind.EXPORT_DATA;
import static dev.assay.server.operation.OperationKind.IMPORT_DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationsTest {
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "p");

    @TempDir
    Path directory;

    private EmbeddedStores stores;
    private DrivenOperations driven;
    private Operations operations;

    @BeforeEach
    void begin() {
        stores = EmbeddedStores.open(directory);
        driven = new DrivenOperations(stores.module());
        operations = driven.operations();
    }

    @AfterEach
    void end() {
        stores.close();
    }

    @Test
    void started_isKeptWithItsWorkAndItsHold() {
        Operation begun = driven.start(IMPORT_DATA, dataset("d"), "{\"file\":\"a\"}");

        assertThat(operations.get(begun.name())).isEqualTo(new OperationReport(begun, List.of()));
        assertThat(begun)
                .isEqualTo(new Operation(
                        begun.name(), IMPORT_DATA, dataset("d"), "{\"file\":\"a\"}", "{}", driven.now(), null, null));
        assertThat(stores.texts("SELECT resource FROM work"))
                .containsExactly(begun.name().toString());
        assertThat(stores.texts("SELECT holder FROM hold"))
                .containsExactly(begun.name().toString());
    }

    @Test
    void startThatFails_leavesNothing() {
        assertThatThrownBy(() -> operations.start(IMPORT_DATA, dataset("d"), "{}", driven.now(), name -> {
                    throw new NotFound(dataset("d"));
                }))
                .isInstanceOf(NotFound.class);

        assertThat(stores.texts("SELECT id FROM operation")).isEmpty();
        assertThat(stores.texts("SELECT resource FROM work")).isEmpty();
    }

    @Test
    void export_joinsTheSameExportUnderWay_andNoOther() {
        Operation first = driven.start(EXPORT_DATA, dataset("d"), "{\"to\":\"a\"}");

        assertThat(operations.start(EXPORT_DATA, dataset("d"), "{\"to\":\"a\"}", driven.now(), OperationsTest::refuse))
                .isEqualTo(first);
        assertRefused(EXPORT_DATA, "{\"to\":\"b\"}", first);
        assertRefused(IMPORT_DATA, "{\"to\":\"a\"}", first);
        assertThat(driven.start(EXPORT_DATA, dataset("other"), "{\"to\":\"a\"}").name())
                .isNotEqualTo(first.name());
    }

    @Test
    void export_thatHasEnded_isNotJoined() {
        Operation first = driven.start(EXPORT_DATA, dataset("d"), "{\"to\":\"a\"}");
        driven.drive();

        assertThat(driven.start(EXPORT_DATA, dataset("d"), "{\"to\":\"a\"}").name())
                .isNotEqualTo(first.name());
    }

    @ParameterizedTest
    @EnumSource(value = OperationKind.class, names = "EXPORT_DATA", mode = EnumSource.Mode.EXCLUDE)
    void otherKinds_areNeverJoined(OperationKind kind) {
        Operation first = driven.start(kind, dataset("d"), "{}");

        assertRefused(kind, "{}", first);
    }

    @Test
    void deleted_isForgottenOnceItHasLingered() {
        Operation begun = driven.start(IMPORT_DATA, dataset("d"), "{}");
        assertThatThrownBy(() -> operations.delete(begun.name(), driven.now()))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining(begun.name().toString());
        driven.drive();

        operations.delete(begun.name(), driven.now());
        assertThatThrownBy(() -> operations.get(begun.name())).isInstanceOf(NotFound.class);
        driven.pass(DrivenOperations.LINGER);
        purge();
        operations.delete(begun.name(), driven.now());
        driven.pass(Duration.ofNanos(1_000));
        purge();

        assertThatThrownBy(() -> operations.delete(begun.name(), driven.now())).isInstanceOf(NotFound.class);
        assertThat(stores.texts("SELECT id FROM operation")).isEmpty();
    }

    @Test
    void ended_isKeptForAMonth_andWhatIsUnderWayForAsLongAsItTakes() {
        driven.imports.then((operation, fence) -> new OperationStep.Wait(Instant.MAX));
        Operation underWay = driven.start(IMPORT_DATA, dataset("a"), "{}");
        driven.drive();
        driven.imports.then((operation, fence) -> {
            operations.advance(operation, fence, "{}", Collections.nCopies(3, error("x")));
            return new OperationStep.Failed(error("y"));
        });
        Operation ended = driven.start(IMPORT_DATA, dataset("b"), "{}");
        driven.drive();

        driven.pass(DrivenOperations.KEEP);
        purge();
        assertThat(driven.current(ended).isDone()).isTrue();
        driven.pass(Duration.ofNanos(1_000));
        purge();

        assertThatThrownBy(() -> operations.get(ended.name())).isInstanceOf(NotFound.class);
        assertThat(stores.texts("SELECT operation FROM operation_failure")).isEmpty();
        assertThat(driven.current(underWay).isDone()).isFalse();
    }

    @Test
    void purge_takesFewRowsAtATime() {
        for (int i = 0; i < 5; i++) {
            driven.imports.then((operation, fence) -> {
                operations.advance(operation, fence, "{}", Collections.nCopies(1_000, error("x")));
                return new OperationStep.Failed(error("y"));
            });
            driven.start(IMPORT_DATA, dataset("d" + i), "{}");
            driven.drive();
        }
        driven.pass(DrivenOperations.KEEP.plusSeconds(1));

        assertThat(operations.purgeSome(driven.now())).isTrue();
        assertThat(stores.texts("SELECT id FROM operation")).hasSize(4);
        purge();
        assertThat(stores.texts("SELECT id FROM operation")).isEmpty();
    }

    @Test
    void pages_areBoundedByWhatTheyCarry() {
        List<ResourceName> names = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            driven.imports.then((operation, fence) -> {
                operations.advance(operation, fence, "{}", Collections.nCopies(400, error("m".repeat(1_000))));
                return new OperationStep.Wait(Instant.MAX);
            });
            driven.pass(Duration.ofSeconds(1));
            names.add(driven.start(IMPORT_DATA, dataset("d" + i), "{}").name());
            driven.drive();
        }

        List<ResourceName> found = new ArrayList<>();
        String token = "";
        do {
            Page<OperationReport> page =
                    operations.list(PROJECT, OperationFilter.parse(""), PageRequest.of(0, token, "scope"));
            assertThat(page.entries()).hasSizeBetween(1, 3);
            page.entries().forEach(report -> found.add(report.operation().name()));
            token = page.nextPageToken();
        } while (!token.isEmpty());

        assertThat(found).isEqualTo(names);
    }

    @Test
    void watches_hearOfEnds_onceEach() {
        OperationWatches watches = driven.get(OperationWatches.class);
        Operation first = driven.start(IMPORT_DATA, dataset("a"), "{}");
        AtomicInteger heard = new AtomicInteger();
        watches.watch(first.name(), Instant.MAX, heard::incrementAndGet);
        watches.watch(first.name(), Instant.MAX, heard::incrementAndGet);
        watches.watch(first.name(), Instant.MAX, () -> refuse(first.name())).close();
        watches.watch(PROJECT.child(ResourceKind.OPERATION, "gone"), Instant.MAX, () -> heard.addAndGet(10));

        watches.poll(driven.now());
        assertThat(heard).hasValue(10);
        driven.drive();
        watches.poll(driven.now());
        watches.poll(driven.now());

        assertThat(heard).hasValue(12);
        assertThat(watches.waiting()).isZero();
    }

    @Test
    void watches_hearOfEnds_onAnotherReplica() {
        DrivenOperations other = new DrivenOperations(stores.module());
        Operation begun = driven.start(IMPORT_DATA, dataset("a"), "{}");
        AtomicInteger heard = new AtomicInteger();
        other.get(OperationWatches.class).watch(begun.name(), Instant.MAX, heard::incrementAndGet);

        driven.drive();
        other.get(OperationWatches.class).poll(other.now());

        assertThat(heard).hasValue(1);
        assertThat(other.current(begun).isDone()).isTrue();
    }

    @Test
    void watches_endBeforeTheirTime() {
        OperationWatches watches = driven.get(OperationWatches.class);
        Operation first = driven.start(IMPORT_DATA, dataset("a"), "{}");
        AtomicInteger heard = new AtomicInteger();
        watches.watch(first.name(), driven.now().plusSeconds(10), heard::incrementAndGet);

        watches.poll(driven.now().plusSeconds(10).minus(OperationWatches.PERIOD).minusNanos(1));
        assertThat(heard).hasValue(0);
        watches.poll(driven.now().plusSeconds(10).minus(OperationWatches.PERIOD));

        assertThat(heard).hasValue(1);
    }

    @Test
    void messages_areCut_andCanBeStored() {
        assertThat(error("m".repeat(998) + "😀" + "m").message()).isEqualTo("m".repeat(998) + "…");
        assertThat(error("\0").message()).isEqualTo("\uFFFD");
        assertThat(error("m".repeat(1_001)).message())
                .hasSize(OperationError.MAX_MESSAGE_LENGTH)
                .endsWith("m…");
        assertThat(error("m".repeat(1_000)).message()).endsWith("m");
    }

    private void assertRefused(OperationKind kind, String request, Operation standing) {
        assertThatThrownBy(
                        () -> operations.start(kind, standing.subject(), request, driven.now(), OperationsTest::refuse))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining(standing.name().toString());
    }

    private static void refuse(ResourceName name) {
        throw new AssertionError("not to be begun: " + name);
    }

    private void purge() {
        while (operations.purgeSome(driven.now())) {}
    }

    private static OperationError error(String message) {
        return new OperationError(FailureKind.INVALID_ARGUMENT, "SOMETHING", message);
    }

    private static ResourceName dataset(String id) {
        return PROJECT.child(ResourceKind.DATASET, id);
    }
}
