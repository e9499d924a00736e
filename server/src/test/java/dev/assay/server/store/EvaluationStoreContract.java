package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.evaluation.EvaluationStore;
import dev.assay.server.evaluation.EvaluationStore.MistakeKey;
import dev.assay.server.evaluation.SnapshotItem;
import dev.assay.server.evaluation.SnapshotRow;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of evaluations does. */
abstract class EvaluationStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00.123456Z");
    private static final ResourceName RUN = ResourceName.of(ResourceKind.RUN, "p", "j", "r");
    private static final ResourceName DATASET = ResourceName.of(ResourceKind.DATASET, "p", "d");

    private EvaluationStore store;
    private WorkStore works;
    private Fence fence;

    private Database database;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
        works = new SqlWorkStore(database);
        store = new SqlEvaluationStore(database, works);
        works.add(RUN.toString(), WorkKind.RUN, NOW);
        fence = works.claim("test", NOW, NOW).orElseThrow().fence();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void snapshot_isReadBack() {
        long id = store.insertSnapshot(fence, snapshot());

        SnapshotRow read = store.findSnapshot(RUN, 3).orElseThrow();

        assertThat(read.id()).isEqualTo(id);
        assertThat(read).usingRecursiveComparison().ignoringFields("id").isEqualTo(snapshot());
        assertThat(store.findSnapshot(RUN, 2)).isEmpty();
    }

    @Test
    void items_areReadBack_toTheLastBit() {
        long id = store.insertSnapshot(fence, snapshot());
        List<SnapshotItem> items = List.of(
                item(0, 0.1 + 0.2, 1.0 / 3),
                item(1, Double.NEGATIVE_INFINITY, null),
                item(2, Double.MIN_VALUE, Double.MAX_VALUE),
                item(3, -1e300, 1.0));
        store.appendItems(fence, id, items);

        assertThat(store.items(id, -1, 10)).isEqualTo(items);
        assertThat(store.items(id, 1, 1)).containsExactly(items.get(2));
        assertThat(store.items(id + 1, -1, 10)).isEmpty();
    }

    @Test
    void itemsByMistake_followTheirKey_acrossEqualOnes() {
        long id = store.insertSnapshot(fence, snapshot());
        double[] mistakes = {0.5, Double.NEGATIVE_INFINITY, 0.5, 2, Double.NEGATIVE_INFINITY, -3, 0.5};
        List<SnapshotItem> items = new ArrayList<>();
        for (int i = 0; i < mistakes.length; i++) {
            items.add(item(i, mistakes[i], null));
        }
        store.appendItems(fence, id, items);

        for (int limit = 1; limit <= 8; limit++) {
            List<Long> order = new ArrayList<>();
            List<SnapshotItem> page = store.itemsByMistake(id, null, limit);
            while (!page.isEmpty()) {
                assertThat(page).hasSizeLessThanOrEqualTo(limit);
                page.forEach(item -> order.add(item.ordinal()));
                SnapshotItem last = page.get(page.size() - 1);
                page = store.itemsByMistake(id, new MistakeKey(last.mistake(), last.ordinal()), limit);
            }
            assertThat(order).as("limit %d", limit).containsExactly(3L, 0L, 2L, 6L, 5L, 1L, 4L);
        }
    }

    @Test
    void discard_goesInChunks() {
        long id = store.insertSnapshot(fence, snapshot());
        store.appendItems(fence, id, List.of(item(0, 1, null), item(1, 1, null), item(2, 1, null)));

        assertThat(store.discard(fence, id, 2)).isFalse();
        assertThat(store.findSnapshot(RUN, 3)).isPresent();
        assertThat(store.discard(fence, id, 2)).isTrue();
        assertThat(store.findSnapshot(RUN, 3)).isEmpty();
    }

    @Test
    void lostFence_writesNothing() {
        long id = store.insertSnapshot(fence, snapshot());
        store.appendItems(fence, id, List.of(item(0, 1, null)));
        assertThat(works.claim("other", NOW, NOW)).isPresent();

        assertThatThrownBy(() -> store.insertSnapshot(fence, snapshot())).isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> store.appendItems(fence, id, List.of(item(1, 1, null))))
                .isInstanceOf(Superseded.class);
        assertThatThrownBy(() -> store.discard(fence, id, 10)).isInstanceOf(Superseded.class);
        assertThat(store.items(id, -1, 10)).containsExactly(item(0, 1, null));
    }

    @Test
    void complete_holdsOnce() {
        long id = store.insertSnapshot(fence, snapshot());

        assertThat(store.complete(id, "{}", NOW)).isTrue();
        assertThat(store.complete(id, "{}", NOW)).isFalse();
        assertThat(store.findSnapshot(RUN, 3).orElseThrow().completeTime()).isEqualTo(NOW);
    }

    @Test
    void removeUnder_takesNoMoreThanAsked_untilNothingIsLeft() {
        long id = store.insertSnapshot(fence, snapshot());
        store.appendItems(fence, id, List.of(item(0, 1, null), item(1, 1, null), item(2, 1, null)));

        assertThat(store.removeUnder(ResourceName.of(ResourceKind.DATASET, "p", "other"), 2))
                .isZero();
        assertThat(store.removeUnder(DATASET, 2)).isEqualTo(2);
        assertThat(store.removeUnder(DATASET, 2)).isEqualTo(2);
        assertThat(store.removeUnder(DATASET, 2)).isZero();
        assertThat(store.findSnapshot(RUN, 3)).isEmpty();
    }

    private static SnapshotRow snapshot() {
        return new SnapshotRow(
                0,
                RUN,
                3,
                DATASET.child(ResourceKind.ANNOTATED_DATASET, "a"),
                NOW,
                "model",
                "TEXT_CLASSIFICATION_ANNOTATION",
                true,
                "[\"a\"]",
                new byte[0],
                null,
                null);
    }

    private static SnapshotItem item(long ordinal, double mistake, @Nullable Double weight) {
        return new SnapshotItem(ordinal, "item" + ordinal, "[\"a\"]", "[[\"a\",0.5]]", weight, mistake);
    }
}
