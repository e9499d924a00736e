package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.DataItemStore;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Dataset.PayloadKeys;
import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.dataset.DatasetStore;
import dev.assay.server.dataset.StoredItem;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of items does. */
abstract class DataItemStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00.123456Z");
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "p");

    private Database database;
    private DatasetStore datasets;
    private DataItemStore store;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
        datasets = new SqlDatasetStore(database);
        store = new SqlDataItemStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void items_areReadBack_asTheyWere() {
        ResourceName dataset = dataset("d", null);
        List<Payload> items = List.of(
                new Image("image/png", new byte[] {0, -1, 7}, "gs://b/ö/x.png"),
                new Image("image/jpeg", new byte[0], ""),
                new Video("video/mp4", "gs://b/v.mp4"),
                new Text(""),
                new Text("a \"quoted\", two\r\nlines and 𝄞"));

        assertThat(store.append(dataset, items)).isTrue();

        List<StoredItem> read = store.from(dataset, 0, 10, Long.MAX_VALUE);
        assertThat(read).extracting(StoredItem::number).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(read.stream().map(StoredItem::payload).toList())
                .usingRecursiveComparison()
                .isEqualTo(items);
        assertThat(store.type(dataset)).contains(DataType.IMAGE);
        assertThat(store.type(dataset("empty", null))).isEmpty();
    }

    @Test
    void append_goesOn_whereTheDatasetEnds() {
        ResourceName one = dataset("one", null);
        ResourceName other = dataset("other", null);

        store.append(one, texts(0, 3));
        store.append(other, texts(0, 1));
        store.append(one, texts(3, 5));

        assertThat(store.from(one, 0, 10, Long.MAX_VALUE))
                .extracting(StoredItem::payload)
                .containsExactlyElementsOf(texts(0, 5));
        assertThat(datasets.find(one).orElseThrow().itemCount()).isEqualTo(5);
        assertThat(datasets.find(other).orElseThrow().itemCount()).isEqualTo(1);
    }

    @Test
    void append_toWhatCannotHoldItems_isRefused() {
        ResourceName deleted = dataset("deleted", null);
        datasets.markDeleted(deleted, NOW);
        ResourceName ofRun = dataset("run", new Source("s", "t", 7, new PayloadKeys(DataType.TEXT, "text", "")));
        ResourceName elsewhere = ResourceName.of(ResourceKind.DATASET, "other", "deleted");

        for (ResourceName name : List.of(deleted, ofRun, elsewhere, PROJECT.child(ResourceKind.DATASET, "never"))) {
            assertThat(store.append(name, texts(0, 1))).as(name.toString()).isFalse();
            assertThat(store.from(name, 0, 10, Long.MAX_VALUE)).isEmpty();
        }
    }

    @Test
    void append_thatIsUndone_leavesTheCountAsItWas() {
        ResourceName dataset = dataset("d", null);
        store.append(dataset, texts(0, 2));

        assertThatThrownBy(() -> database.write(() -> {
                    store.append(dataset, texts(2, 9));
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessageContaining("on purpose");

        store.append(dataset, texts(2, 3));
        assertThat(store.from(dataset, 0, 10, Long.MAX_VALUE))
                .extracting(StoredItem::payload)
                .containsExactlyElementsOf(texts(0, 3));
    }

    @Test
    void reads_keepTheirLimits() {
        ResourceName dataset = dataset("d", null);
        store.append(dataset, texts(0, 9));

        assertThat(store.from(dataset, 4, 2, Long.MAX_VALUE))
                .extracting(StoredItem::number)
                .containsExactly(4L, 5L);
        assertThat(store.from(dataset, 4, 9, 12)).hasSize(2);
        assertThat(store.from(dataset, 4, 9, 1)).hasSize(1);
        assertThat(store.from(dataset, 9, 9, 1)).isEmpty();
        assertThat(store.find(dataset, List.of(7L, 2L, 99L, 0L), Long.MAX_VALUE))
                .extracting(StoredItem::number)
                .containsExactly(0L, 2L, 7L);
        assertThat(store.find(dataset, List.of(7L, 2L, 0L), 7))
                .extracting(StoredItem::number)
                .containsExactly(0L, 2L);
        assertThat(store.find(dataset, List.of(), 7)).isEmpty();
    }

    @Test
    void removeSome_takesTheFirst_untilNoneIsLeft() {
        ResourceName dataset = dataset("d", null);
        ResourceName other = dataset("other", null);
        store.append(dataset, texts(0, 5));
        store.append(other, texts(0, 5));

        assertThat(store.removeSome(dataset, 2)).isEqualTo(2);
        assertThat(store.from(dataset, 0, 9, Long.MAX_VALUE))
                .extracting(StoredItem::number)
                .containsExactly(2L, 3L, 4L);
        assertThat(store.removeSome(dataset, 9)).isEqualTo(3);
        assertThat(store.removeSome(dataset, 9)).isZero();
        assertThat(store.from(other, 0, 9, Long.MAX_VALUE)).hasSize(5);
    }

    @Test
    void removeSome_ofLargeItems_takesFewAtATime() {
        ResourceName dataset = dataset("d", null);
        Payload large = new Image("image/png", new byte[3 << 20], "gs://b/x.png");
        store.append(dataset, List.of(large, large, large, large, large));

        assertThat(store.removeSome(dataset, 2_000)).isEqualTo(3);
        assertThat(store.removeSome(dataset, 2_000)).isEqualTo(2);
        assertThat(store.removeSome(dataset, 2_000)).isZero();
    }

    @Test
    void inputs_areKept_inTheirOrder() {
        ResourceName dataset = dataset("d", null);
        datasets.addInput(dataset, new byte[] {2});
        datasets.addInput(dataset, new byte[] {1});

        assertThat(datasets.find(dataset).orElseThrow().inputConfigs()).containsExactly(new byte[] {2}, new byte[] {1});
    }

    private ResourceName dataset(String id, @Nullable Source source) {
        ResourceName name = PROJECT.child(ResourceKind.DATASET, id);
        datasets.insert(new Dataset(name, "title", "", NOW, List.of(), 0, source));
        return name;
    }

    private static List<Payload> texts(int from, int to) {
        return IntStream.range(from, to)
                .<Payload>mapToObj(i -> new Text("text " + i))
                .toList();
    }
}
