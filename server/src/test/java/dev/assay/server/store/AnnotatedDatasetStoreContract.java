package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.annotated.AnnotatedDataset;
import dev.assay.server.dataset.annotated.AnnotatedDatasetStore;
import dev.assay.server.dataset.annotated.AnnotatedDatasetStore.Deleted;
import dev.assay.server.dataset.annotated.AnnotatedDatasetStore.ListKey;
import dev.assay.server.dataset.annotated.AnnotatedItem;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of annotated datasets does. */
abstract class AnnotatedDatasetStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00.123456Z");
    private static final ResourceName DATASET = ResourceName.of(ResourceKind.DATASET, "p", "d");
    private static final long ROOM = 1 << 20;

    private Database database;
    private WorkStore works;
    private AnnotatedDatasetStore store;
    private Fence fence;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
        works = new SqlWorkStore(database);
        store = new SqlAnnotatedDatasetStore(database, works);
        new SqlDatasetStore(database).insert(new Dataset(DATASET, "title", "", NOW, List.of(), 9, null));
        works.add("task", WorkKind.OPERATION, NOW);
        fence = works.claim("test", NOW, NOW).orElseThrow().fence();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void annotatedDataset_isSeenOnceItIsComplete() {
        store.insert(fence, begun("a"));
        store.append(fence, name("a"), List.of(item("1", "cat"), item("2", "cat", "dog"), item("3")));

        assertThat(store.find(name("a"))).isEmpty();
        assertThat(store.list(DATASET, null, 10)).isEmpty();
        assertThat(store.example(name("a"), "1")).isEmpty();
        assertThat(store.examples(name("a"), Set.of(), "", 10, ROOM)).isEmpty();

        assertThat(store.complete(name("a"), 7, NOW.plusSeconds(5))).isTrue();

        assertThat(store.find(name("a")).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(new AnnotatedDataset(
                        name("a"),
                        "title",
                        "text",
                        AnnotationType.TEXT_CLASSIFICATION_ANNOTATION,
                        NOW,
                        7,
                        3,
                        Map.of("cat", 2L, "dog", 1L),
                        new byte[] {1, 0}));
        assertThat(store.list(DATASET, null, 10)).hasSize(1);
        assertThat(store.example(name("a"), "2")).contains(item("2", "cat", "dog"));
        assertThat(store.example(name("a"), "4")).isEmpty();
        assertThat(store.find(DATASET.child(ResourceKind.ANNOTATED_DATASET, "b")))
                .isEmpty();
        assertThat(store.find(ResourceName.of(ResourceKind.ANNOTATED_DATASET, "p", "other", "a")))
                .isEmpty();
        assertThat(store.find(ResourceName.of(ResourceKind.ANNOTATED_DATASET, "other", "d", "a")))
                .isEmpty();
    }

    @Test
    void complete_holdsOnce_andNothingIsAddedAfterwards() {
        store.insert(fence, begun("a"));
        assertThat(store.complete(name("a"), 0, NOW)).isTrue();

        assertThat(store.complete(name("a"), 1, NOW)).isFalse();
        assertThat(store.complete(name("b"), 1, NOW)).isFalse();
        assertThatThrownBy(() -> store.append(fence, name("a"), List.of(item("1", "cat"))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.discard(fence, name("a"), 10)).isInstanceOf(IllegalStateException.class);
        store.abandon(name("a"), NOW);
        assertThat(store.find(name("a")).orElseThrow().exampleCount()).isZero();
    }

    @Test
    void append_ofItemsThatStand_leavesThemAndCountsThemOnce() {
        store.insert(fence, begun("a"));
        store.append(fence, name("a"), List.of(item("3", "cat"), item("5", "cat")));
        store.append(
                fence,
                name("a"),
                List.of(item("2", "dog"), item("5", "dog"), item("3", "dog", "cow"), item("2", "cow")));
        store.append(fence, name("a"), List.of());
        store.complete(name("a"), 9, NOW);

        assertThat(store.examples(name("a"), Set.of(), "", 10, ROOM))
                .containsExactly(item("2", "dog"), item("3", "cat"), item("5", "cat"));
        assertThat(store.find(name("a")).orElseThrow().completedExampleCount()).isEqualTo(3);
        assertThat(store.find(name("a")).orElseThrow().labelStats()).isEqualTo(Map.of("cat", 2L, "dog", 1L));
    }

    @Test
    void examples_followTheirKey_withinTheLimits() {
        store.insert(fence, begun("a"));
        store.append(
                fence,
                name("a"),
                List.of(item("1", "cat"), item("2", "dog"), item("3", "cat", "dog"), item("4"), item("5", "cow")));
        store.complete(name("a"), 5, NOW);

        assertThat(ids(Set.of(), "", 2, ROOM)).containsExactly("1", "2");
        assertThat(ids(Set.of(), "2", 9, ROOM)).containsExactly("3", "4", "5");
        assertThat(ids(Set.of(), "", 9, 1)).containsExactly("1");
        assertThat(ids(Set.of("dog"), "", 9, ROOM)).containsExactly("2", "3");
        assertThat(ids(Set.of("dog"), "2", 9, ROOM)).containsExactly("3");
        assertThat(ids(Set.of("dog", "cat"), "", 2, ROOM)).containsExactly("1", "2");
        assertThat(ids(Set.of("dog", "cow", "bat"), "2", 9, ROOM)).containsExactly("3", "5");
        assertThat(ids(Set.of("bat"), "", 9, ROOM)).isEmpty();
    }

    private List<String> ids(Set<String> labels, String after, int limit, long maxChars) {
        return store.examples(name("a"), labels, after, limit, maxChars).stream()
                .map(AnnotatedItem::item)
                .toList();
    }

    @Test
    void counts_areThoseOfTheExamples_howeverTheyWereAppended() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> labels = List.of("cat", "dog", "a \"quoted\"\nlabel", "Ünïcode 𝄞", "", "'");
        store.insert(fence, begun("a"));
        Map<String, Set<String>> expected = new TreeMap<>();
        for (int chunk = 0; chunk < 40; chunk++) {
            List<AnnotatedItem> items = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                AnnotatedItem item = item(
                        "i" + random.nextInt(100),
                        random.ints(random.nextInt(4), 0, labels.size())
                                .mapToObj(labels::get)
                                .toArray(String[]::new));
                items.add(item);
                expected.putIfAbsent(
                        item.item(),
                        item.annotations().stream()
                                .flatMap(annotation -> annotation.value().labels().stream())
                                .collect(TreeSet::new, Set::add, Set::addAll));
            }
            store.append(fence, name("a"), items);
        }
        store.complete(name("a"), 100, NOW);

        Map<String, Long> counted = new HashMap<>();
        expected.values().forEach(of -> of.forEach(label -> counted.merge(label, 1L, Long::sum)));
        AnnotatedDataset read = store.find(name("a")).orElseThrow();
        assertThat(read.labelStats()).as("seed %d", seed).isEqualTo(counted);
        assertThat(read.completedExampleCount()).as("seed %d", seed).isEqualTo(expected.size());
        for (String label : labels) {
            assertThat(ids(Set.of(label), "", 1_000, ROOM))
                    .as("seed %d, label %s", seed, label)
                    .containsExactlyElementsOf(expected.keySet().stream()
                            .filter(item -> expected.get(item).contains(label))
                            .toList());
        }
    }

    @Test
    void list_goesByCreation_fromAKeyOn() {
        complete("c", NOW);
        complete("a", NOW.plusSeconds(1));
        complete("b", NOW);

        assertThat(store.list(DATASET, null, 10))
                .extracting(each -> each.name().id())
                .containsExactly("b", "c", "a");
        assertThat(store.list(DATASET, new ListKey(NOW, "b"), 1))
                .extracting(each -> each.name().id())
                .containsExactly("c");
        assertThat(store.list(ResourceName.of(ResourceKind.DATASET, "p", "other"), null, 10))
                .isEmpty();
    }

    @Test
    void lostFence_writesNothing() {
        store.insert(fence, begun("a"));
        store.append(fence, name("a"), List.of(item("1", "cat")));
        Fence lost = fence;
        fence = works.claim("other", NOW, NOW).orElseThrow().fence();

        assertThatThrownBy(() -> store.insert(lost, begun("b"))).isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> store.append(lost, name("a"), List.of(item("2", "cat"))))
                .isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> store.discard(lost, name("a"), 9)).isInstanceOf(Superseded.class);
        store.complete(name("a"), 1, NOW);
        assertThat(store.find(name("a")).orElseThrow().completedExampleCount()).isEqualTo(1);
    }

    @Test
    void discard_goesInChunks() {
        store.insert(fence, begun("a"));
        store.append(fence, name("a"), List.of(item("1", "cat"), item("2", "cat"), item("3", "cat")));

        assertThat(store.discard(fence, name("a"), 2)).isFalse();
        assertThat(rows()).isEqualTo(5);
        assertThat(store.discard(fence, name("a"), 2)).isFalse();
        assertThat(rows()).isEqualTo(3);
        assertThat(store.discard(fence, name("a"), 3)).isTrue();
        assertThat(rows()).isZero();
        assertThat(store.discard(fence, name("a"), 1)).isTrue();
        store.insert(fence, begun("a"));
        store.complete(name("a"), 0, NOW);
        assertThat(store.find(name("a")).orElseThrow().labelStats()).isEmpty();
    }

    @Test
    void deleted_isHiddenAndStands_untilRemoved() {
        complete("a", NOW, item("1", "cat"), item("2", "cat"));

        assertThat(store.isDeleted(name("a"))).isFalse();
        assertThat(store.markDeleted(name("a"), NOW)).isTrue();
        assertThat(store.markDeleted(name("a"), NOW.plusSeconds(9))).isFalse();

        assertThat(store.find(name("a"))).isEmpty();
        assertThat(store.list(DATASET, null, 10)).isEmpty();
        assertThat(store.example(name("a"), "1")).isEmpty();
        assertThat(ids(Set.of("cat"), "", 9, ROOM)).isEmpty();
        assertThat(store.isDeleted(name("a"))).isTrue();
        assertThat(store.deleted(10)).containsExactly(new Deleted(name("a"), NOW));
        assertThat(store.removeExamples(name("a"), 3)).isFalse();
        assertThat(rows()).isEqualTo(2);
        assertThat(store.removeExamples(name("a"), 3)).isTrue();
        assertThat(rows()).isEqualTo(1);
        store.remove(name("a"));
        assertThat(rows()).isZero();
        assertThat(store.isDeleted(name("a"))).isFalse();
    }

    @Test
    void abandoned_isRemoved_andWasNeverThere() {
        store.insert(fence, begun("a"));
        store.append(fence, name("a"), List.of(item("1", "cat")));
        store.abandon(name("a"), NOW);
        store.abandon(name("b"), NOW);

        assertThat(store.complete(name("a"), 1, NOW)).isFalse();
        assertThat(store.markDeleted(name("a"), NOW)).isFalse();
        assertThat(store.isDeleted(name("a"))).isFalse();
        assertThat(store.deleted(10)).containsExactly(new Deleted(name("a"), NOW));
        assertThat(store.removeExamples(name("a"), 9)).isTrue();
        store.remove(name("a"));
        assertThat(rows()).isZero();
    }

    @Test
    void remove_ofOneThatStands_doesNothing() {
        complete("a", NOW, item("1", "cat"));

        store.remove(name("a"));
        assertThat(store.removeExamples(name("a"), 9)).isTrue();

        assertThat(store.find(name("a"))).isPresent();
        assertThat(ids(Set.of("cat"), "", 9, ROOM)).containsExactly("1");
    }

    @Test
    void annotatedDatasets_ofADeletedDataset_areHidden() {
        complete("a", NOW, item("1", "cat"));
        new SqlDatasetStore(database).markDeleted(DATASET, NOW);

        assertThat(store.find(name("a"))).isEmpty();
        assertThat(store.list(DATASET, null, 10)).isEmpty();
        assertThat(store.example(name("a"), "1")).isEmpty();
        assertThat(ids(Set.of(), "", 9, ROOM)).isEmpty();
        assertThat(store.markDeleted(name("a"), NOW)).isFalse();
    }

    @Test
    void removeUnder_takesNoMoreThanAsked_untilNothingIsLeft() {
        complete("a", NOW, item("1", "cat", "dog"), item("2"));
        store.insert(fence, begun("b"));
        store.append(fence, name("b"), List.of(item("1", "cat")));
        assertThat(store.removeUnder(ResourceName.of(ResourceKind.DATASET, "p", "other"), 2))
                .isZero();

        int left = rows();
        assertThat(left).isEqualTo(6 + 2);
        int removed = store.removeUnder(DATASET, 2);
        while (removed > 0) {
            assertThat(removed).isLessThanOrEqualTo(2);
            assertThat(rows()).isEqualTo(left - removed);
            left = rows();
            removed = store.removeUnder(DATASET, 2);
        }
        assertThat(left).isZero();
    }

    /** Rows of all that this store keeps. */
    private int rows() {
        return database.query(handle -> Stream.of("annotated_dataset", "example", "example_label")
                .mapToInt(table -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Integer.class)
                        .one())
                .sum());
    }

    private void complete(String id, Instant time, AnnotatedItem... items) {
        store.insert(fence, begun(id, time));
        store.append(fence, name(id), List.of(items));
        assertThat(store.complete(name(id), items.length, time)).isTrue();
    }

    private static ResourceName name(String id) {
        return DATASET.child(ResourceKind.ANNOTATED_DATASET, id);
    }

    private static AnnotatedDataset begun(String id) {
        return begun(id, NOW);
    }

    private static AnnotatedDataset begun(String id, Instant time) {
        return new AnnotatedDataset(
                name(id),
                "title",
                "text",
                AnnotationType.TEXT_CLASSIFICATION_ANNOTATION,
                time,
                5,
                0,
                Map.of(),
                new byte[] {1, 0});
    }

    private static AnnotatedItem item(String id, String... labels) {
        return new AnnotatedItem(
                id,
                Stream.of(labels)
                        .map(label -> Annotation.of(new Classification(label)))
                        .toList());
    }
}
