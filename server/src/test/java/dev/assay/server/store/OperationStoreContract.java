package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.OperationStore;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of operations does. */
abstract class OperationStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00.123456Z");
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "p");
    private static final OperationError ERROR =
            new OperationError(FailureKind.INVALID_ARGUMENT, "NO_IMAGE", "line 7: \"ünsinn\" is no image");
    private static final Duration DAY = Duration.ofDays(1);

    private Database database;
    private OperationStore store;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
        store = new SqlOperationStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void operation_isReadBack_underItsOwnProjectAlone() {
        Operation underWay = operation("a");
        Operation failed = new Operation(
                name("b"), OperationKind.LABEL, subject("b"), "{\"x\":\"ü\"}", "[1]", NOW, NOW.plus(DAY), ERROR);
        store.insert(underWay);
        store.insert(failed);

        assertThat(store.find(name("a"))).contains(underWay);
        assertThat(store.find(name("b"))).contains(failed);
        assertThat(store.find(ResourceName.of(ResourceKind.OPERATION, "other", "a")))
                .isEmpty();
    }

    @Test
    void subject_hasOneOperationUnderWay() {
        store.insert(operation("a"));

        assertThat(store.active(subject("a"))).contains(operation("a"));
        assertThat(store.active(subject("b"))).isEmpty();
        Operation second =
                new Operation(name("b"), OperationKind.EXPORT_DATA, subject("a"), "{}", "{}", NOW, null, null);
        assertThatThrownBy(() -> store.insert(second)).isInstanceOf(RuntimeException.class);

        store.end(name("a"), "{}", NOW, null);
        assertThat(store.active(subject("a"))).isEmpty();
        store.insert(second);
        assertThat(store.active(subject("a"))).contains(second);
    }

    @Test
    void progress_isWritten_untilTheEnd() {
        store.insert(operation("a"));

        assertThat(store.advance(name("a"), "[1]")).isTrue();
        assertThat(store.find(name("a")).orElseThrow().progress()).isEqualTo("[1]");
        assertThat(store.end(name("a"), "[2]", NOW.plus(DAY), ERROR)).isTrue();
        assertThat(store.advance(name("a"), "[3]")).isFalse();
        assertThat(store.end(name("a"), "[3]", NOW, null)).isFalse();

        Operation ended = store.find(name("a")).orElseThrow();
        assertThat(ended.progress()).isEqualTo("[2]");
        assertThat(ended.endTime()).isEqualTo(NOW.plus(DAY));
        assertThat(ended.error()).isEqualTo(ERROR);
        assertThat(store.advance(name("none"), "[3]")).isFalse();
    }

    @Test
    void list_goesByCreation_ofAProject_doneOrNot() {
        for (String id : List.of("c", "a", "d", "b")) {
            store.insert(operation(id));
        }
        store.insert(new Operation(
                ResourceName.of(ResourceKind.OPERATION, "other", "aa"),
                OperationKind.IMPORT_DATA,
                subject("aa"),
                "{}",
                "{}",
                NOW,
                null,
                null));
        store.end(name("b"), "{}", NOW, null);
        store.end(name("d"), "{}", NOW, ERROR);

        assertThat(store.list(PROJECT, null, page(10)))
                .extracting(Operation::name)
                .containsExactly(name("a"), name("b"), name("c"), name("d"));
        assertThat(store.list(PROJECT, true, page(10)))
                .extracting(Operation::name)
                .containsExactly(name("b"), name("d"));
        assertThat(store.list(PROJECT, false, page(10)))
                .extracting(Operation::name)
                .containsExactly(name("a"), name("c"));
        assertThat(store.list(PROJECT, null, page(1, "b")))
                .extracting(Operation::name)
                .containsExactly(name("c"), name("d"));
    }

    @Test
    void partialFailures_areKeptInOrder_upToTheirLimit() {
        store.insert(operation("a"));
        store.insert(operation("b"));
        store.insert(operation("c"));
        store.addPartialFailures(name("a"), errors(0, 700));
        store.addPartialFailures(name("c"), List.of(ERROR));
        store.addPartialFailures(name("a"), errors(700, 1_300));
        store.addPartialFailures(name("a"), errors(1_300, 1_301));
        store.addPartialFailures(name("a"), List.of());

        assertThat(store.partialFailures(List.of(name("a"), name("b"), name("c"))))
                .containsOnlyKeys(name("a"), name("c"))
                .containsEntry(name("a"), errors(0, Operations.MAX_PARTIAL_FAILURES))
                .containsEntry(name("c"), List.of(ERROR));
        assertThat(store.partialFailures(List.of(name("b")))).isEmpty();
        assertThat(store.partialFailures(List.of())).isEmpty();
    }

    @Test
    void underWay_areThoseWithoutAnEnd() {
        store.insert(operation("a"));
        store.insert(operation("b"));
        store.end(name("b"), "{}", NOW, null);

        assertThat(store.underWay(List.of(name("a"), name("b"), name("none"), otherProject("a"))))
                .containsExactly(name("a"));
        assertThat(store.underWay(List.of())).isEmpty();
    }

    @Test
    void deleted_isHiddenOnceItEnded() {
        store.insert(operation("a"));

        assertThat(store.markDeleted(name("a"), NOW)).isFalse();
        store.end(name("a"), "{}", NOW, null);
        assertThat(store.markDeleted(otherProject("a"), NOW)).isFalse();
        assertThat(store.isDeleted(name("a"))).isFalse();
        assertThat(store.markDeleted(name("a"), NOW)).isTrue();
        assertThat(store.markDeleted(name("a"), NOW)).isFalse();

        assertThat(store.isDeleted(name("a"))).isTrue();
        assertThat(store.isDeleted(otherProject("a"))).isFalse();
        assertThat(store.find(name("a"))).isEmpty();
        assertThat(store.list(PROJECT, null, page(10))).isEmpty();
        assertThat(store.list(PROJECT, true, page(10))).isEmpty();
    }

    @Test
    void removeEnded_takesTheOldest_upToItsRows_butOneAtLeast() {
        for (String id : List.of("a", "b", "c", "d", "e")) {
            store.insert(operation(id));
            store.addPartialFailures(name(id), errors(0, 2));
        }
        store.end(name("c"), "{}", NOW.minus(DAY.multipliedBy(4)), null);
        store.end(name("a"), "{}", NOW.minus(DAY.multipliedBy(3)), ERROR);
        store.end(name("b"), "{}", NOW.minus(DAY.multipliedBy(2)), null);
        store.end(name("d"), "{}", NOW, null);

        assertThat(store.removeEnded(NOW, 8)).isTrue();
        assertThat(remaining()).containsExactly("b", "d", "e");
        assertThat(store.removeEnded(NOW, 1)).isTrue();
        assertThat(store.removeEnded(NOW, 1)).isFalse();
        assertThat(remaining()).containsExactly("d", "e");
        assertThat(store.partialFailures(List.of(name("a"), name("b"), name("d"))))
                .containsOnlyKeys(name("d"));
    }

    @Test
    void removeDeleted_takesThoseAlone() {
        for (String id : List.of("a", "b", "c")) {
            store.insert(operation(id));
            store.end(name(id), "{}", NOW.minus(DAY), null);
        }
        store.markDeleted(name("a"), NOW.minusSeconds(2));
        store.markDeleted(name("b"), NOW.minusSeconds(1));

        assertThat(store.removeEnded(NOW, 1)).as("of what is not deleted").isTrue();
        assertThat(store.removeDeleted(NOW.minusSeconds(1), 10)).isTrue();
        assertThat(store.removeDeleted(NOW.minusSeconds(1), 10)).isFalse();

        assertThat(store.isDeleted(name("a"))).isFalse();
        assertThat(store.isDeleted(name("b"))).isTrue();
        assertThat(remaining()).isEmpty();
    }

    private List<String> remaining() {
        return store.list(PROJECT, null, page(10)).stream()
                .map(operation -> operation.name().id())
                .toList();
    }

    private static List<OperationError> errors(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new OperationError(FailureKind.INVALID_ARGUMENT, "NO_IMAGE", "line " + i))
                .toList();
    }

    private static PageRequest page(int size, String... after) {
        return new PageRequest(size, List.of(after), "");
    }

    private static ResourceName name(String id) {
        return PROJECT.child(ResourceKind.OPERATION, id);
    }

    private static ResourceName otherProject(String id) {
        return ResourceName.of(ResourceKind.OPERATION, "other", id);
    }

    private static ResourceName subject(String id) {
        return PROJECT.child(ResourceKind.DATASET, "of-" + id);
    }

    private static Operation operation(String id) {
        return new Operation(name(id), OperationKind.IMPORT_DATA, subject(id), "{\"n\":1}", "{}", NOW, null, null);
    }
}
