package dev.assay.server.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Dataset.PayloadKeys;
import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DataItemsTest {
    private static final Source SOURCE = new Source("samples", "texts", 1, new PayloadKeys(DataType.TEXT, "text", ""));
    private static final Dataset DATASET =
            new Dataset(ResourceName.of(ResourceKind.DATASET, "p", "d"), "t", "", Instant.EPOCH, List.of(), 3, SOURCE);

    private final Map<Long, InstanceRow> rows = new TreeMap<>();
    private final List<Collection<Long>> reads = new ArrayList<>();
    private final DatasetStore store = (DatasetStore) Proxy.newProxyInstance(
            DatasetStore.class.getClassLoader(), new Class<?>[] {DatasetStore.class}, (proxy, method, arguments) -> {
                switch (method.getName()) {
                    case "rows":
                        return read(arguments);
                    case "foreignRows":
                        long after = (Long) arguments[1];
                        return rows.keySet().stream()
                                .filter(key -> key > after)
                                .limit((Integer) arguments[2])
                                .toList();
                    case "countRows":
                        return (long) rows.size();
                    default:
                        throw new UnsupportedOperationException(method.getName());
                }
            });
    private final Transactions transactions = new Transactions() {
        @Override
        public <T> T write(Supplier<T> work) {
            return work.get();
        }

        @Override
        public <T> T read(Supplier<T> work) {
            return work.get();
        }

        @Override
        public void lock(ResourceName resource) {}
    };
    private final Datasets datasets =
            new Datasets(store, none(Holds.class), new Ids(), Set.of(), transactions, new DatasetConfig(Duration.ZERO));
    private final DataItems items = new DataItems(datasets, store, none(DataItemStore.class), transactions);

    private static <T> T none(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                }));
    }

    /** As the contract of the store says. */
    @SuppressWarnings("unchecked")
    private List<InstanceRow> read(Object[] arguments) {
        Collection<Long> keys = (Collection<Long>) arguments[1];
        long maxChars = (Long) arguments[2];
        reads.add(List.copyOf(keys));
        List<InstanceRow> read = new ArrayList<>();
        long chars = 0;
        for (InstanceRow row : rows.values()) {
            if (keys.contains(row.key()) && chars <= maxChars) {
                read.add(row);
                chars += row.chars();
            }
        }
        return read;
    }

    @Test
    void show_readsAllRowsAtOnce_andKeepsTheOrderAskedFor() {
        List<String> ids = new ArrayList<>();
        for (long key = 100; key > 0; key--) {
            row(key, "text " + key);
            ids.add(ItemIds.of(key, 0, 1));
        }
        rows.remove(50L);

        List<DataItem> shown = items.show(DATASET, ids, 1 << 20);

        assertThat(reads).hasSize(1);
        assertThat(shown).extracting(item -> item.name().id()).isEqualTo(ids);
        assertThat(text(shown.get(0))).isEqualTo("text 100");
        assertThat(shown.get(50).payload()).isInstanceOf(DataItem.Nothing.class);
        assertThat(text(shown.get(99))).isEqualTo("text 1");
    }

    @Test
    void show_ofLargeRows_findsThoseThatWereNotReadAhead_andEndsWithThePage() {
        String large = "x".repeat(7 << 20);
        for (long key = 1; key <= 6; key++) {
            row(key, key + large);
        }
        List<String> ids = List.of(6L, 5L, 4L, 3L, 2L, 1L).stream()
                .map(key -> ItemIds.of(key, 0, 1))
                .toList();

        assertThat(items.show(DATASET, ids, 3 << 20).stream().map(DataItemsTest::text))
                .extracting(text -> text.charAt(0))
                .containsExactly('6', '5');
        assertThat(items.show(DATASET, ids, Long.MAX_VALUE).stream().map(DataItemsTest::text))
                .extracting(text -> text.charAt(0))
                .containsExactly('6', '5', '4', '3', '2', '1');
    }

    @Test
    void show_ofManyInstancesOfLargeRows_readsEachRowOnce() {
        String large = "x".repeat(9 << 20);
        List<String> ids = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (long key = 1; key <= 4; key++) {
            StringBuilder instances = new StringBuilder("{\"instances\":[{\"text\":\"" + large + "\"}");
            for (int offset = 1; offset < 30; offset++) {
                instances
                        .append(", {\"n\":[1,{\"text\":0}], \"text\":\"")
                        .append(key + "." + offset)
                        .append("\"}");
                ids.add(ItemIds.ofInstance(key, offset));
                texts.add(key + "." + offset);
            }
            rows.put(key, new InstanceRow(key, true, instances.append("]}").toString(), null));
        }

        List<DataItem> shown = items.show(DATASET, ids, 1 << 20);

        assertThat(shown.stream().map(DataItemsTest::text)).isEqualTo(texts);
        assertThat(reads)
                .as("all rows, then those that were too large to be read ahead")
                .hasSize(3);
    }

    @Test
    void countItems_ofLargeRowsOfOthers_readsAFewAtATime() {
        String large = "x".repeat(7 << 20);
        for (long key = 1; key <= 7; key++) {
            rows.put(
                    key,
                    new InstanceRow(key, true, "{\"instances\":[\"" + large + "\",2,3]}", "{\"predictions\":[1,2,3]}"));
        }
        assertThat(datasets.countItems(SOURCE)).isEqualTo(21);
        assertThat(reads).hasSize(3);
    }

    private void row(long key, String text) {
        rows.put(key, new InstanceRow(key, false, "{\"instances\":[{\"text\":\"" + text + "\"}]}", null));
    }

    private static String text(DataItem item) {
        return ((DataItem.Text) item.payload()).content();
    }
}
