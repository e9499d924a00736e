package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Dataset.PayloadKeys;
import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.dataset.DatasetStore;
import dev.assay.server.dataset.DatasetStore.DeletedDataset;
import dev.assay.server.dataset.DatasetStore.ListKey;
import dev.assay.server.dataset.InstanceRow;
import dev.assay.server.sampling.SampleTableStore;
import dev.assay.server.sampling.SampleTableStore.NewRow;
import dev.assay.server.sampling.SampleTableStore.Origin;
import dev.assay.server.sampling.TableName;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of datasets does. */
abstract class DatasetStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00.123456Z");
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "p");
    private static final TableName TABLE = new TableName("p", "samples", "rows");
    private static final Source SOURCE = new Source("samples", "rows", 7, new PayloadKeys(DataType.TEXT, "text", ""));

    private Database database;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private DatasetStore store() {
        return new SqlDatasetStore(database);
    }

    private SampleTableStore tables() {
        return new SqlSampleTableStore(database, new SqlWorkStore(database));
    }

    @Test
    void dataset_isReadBack_underItsOwnProjectAlone() {
        Dataset dataset = dataset("d", NOW);
        assertThat(store().insert(dataset)).isTrue();

        assertThat(store().find(dataset.name()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(dataset);
        assertThat(store().find(ResourceName.of(ResourceKind.DATASET, "other", "d")))
                .isEmpty();
    }

    @Test
    void insert_ofAStandingName_leavesItAsItIs() {
        store().insert(dataset("d", NOW));

        assertThat(store().insert(dataset("d", NOW.plusSeconds(1)))).isFalse();
        assertThat(store().find(name("d")).orElseThrow().createTime()).isEqualTo(NOW);
    }

    @Test
    void list_goesByCreation_fromAKeyOn() {
        store().insert(dataset("c", NOW));
        store().insert(dataset("a", NOW.plusSeconds(1)));
        store().insert(dataset("b", NOW));

        assertThat(store().list(PROJECT, null, 10))
                .extracting(dataset -> dataset.name().id())
                .containsExactly("b", "c", "a");
        assertThat(store().list(PROJECT, new ListKey(NOW, "b"), 1))
                .extracting(dataset -> dataset.name().id())
                .containsExactly("c");
    }

    @Test
    void deleted_isHiddenAndStands_untilRemoved() {
        store().insert(dataset("d", NOW));

        assertThat(store().markDeleted(name("d"), NOW)).isTrue();
        assertThat(store().markDeleted(name("d"), NOW.plusSeconds(9))).isFalse();

        assertThat(store().find(name("d"))).isEmpty();
        assertThat(store().list(PROJECT, null, 10)).isEmpty();
        assertThat(store().isDeleted(name("d"))).isTrue();
        assertThat(store().insert(dataset("d", NOW))).isFalse();
        assertThat(store().deleted(10)).containsExactly(new DeletedDataset(name("d"), NOW));
        store().remove(name("d"));
        assertThat(store().isDeleted(name("d"))).isFalse();
    }

    @Test
    void rows_areThoseOfTheInterval_withinTheLimits() {
        sample(7, "one");
        sample(8, "elsewhere");
        sample(7, "two");
        sample(7, "three");

        assertThat(store().countRows(SOURCE)).isEqualTo(3);
        assertThat(store().rowsFrom(SOURCE, 0, 2, 1_000))
                .extracting(InstanceRow::key)
                .containsExactly(1L, 3L);
        assertThat(store().rowsFrom(SOURCE, 3, 9, 1_000))
                .extracting(InstanceRow::rawData)
                .containsExactly("two", "three");
        assertThat(store().rowsFrom(SOURCE, 0, 9, 1)).hasSize(1);
        assertThat(store().rows(SOURCE, List.of(4L, 2L, 1L), Long.MAX_VALUE))
                .extracting(InstanceRow::key)
                .containsExactly(1L, 4L);
        assertThat(store().rows(SOURCE, List.of(4L, 3L, 1L), 3))
                .extracting(InstanceRow::key)
                .containsExactly(1L, 3L);
        assertThat(store().rows(SOURCE, List.of(), 3)).isEmpty();
        assertThat(store().foreignRows(SOURCE, 0, 10)).isEmpty();
    }

    private void sample(long interval, String rawData) {
        ResourceName job = PROJECT.child(ResourceKind.EVALUATION_JOB, "j");
        ResourceName version = ResourceName.of(ResourceKind.MODEL_VERSION, "p", "m", "v");
        tables().make(TABLE, "p", NOW);
        tables().insert(
                        new Origin(TABLE, job, version, interval, 1.0),
                        List.of(new NewRow(rawData, NOW, rawData, "{}", null)));
    }

    private static ResourceName name(String id) {
        return PROJECT.child(ResourceKind.DATASET, id);
    }

    private static Dataset dataset(String id, Instant time) {
        return new Dataset(name(id), "title", "text", time, List.of(new byte[] {1, 0}), 3, SOURCE);
    }
}
