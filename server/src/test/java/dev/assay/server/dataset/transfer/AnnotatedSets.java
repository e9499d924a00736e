package dev.assay.server.dataset.transfer;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetDraft;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.ItemIds;
import dev.assay.server.dataset.annotated.AnnotatedDataset;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.AnnotatedItem;
import dev.assay.server.dataset.annotated.AnnotatedModule;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes datasets whose items are annotated, past the calls. */
public final class AnnotatedSets {
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "shop");
    private static final String WORK = "annotating";

    private final Injector server;
    private final InstantSource clock;

    public AnnotatedSets(Injector server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    /** In the database of a server that does not run. */
    public static AnnotatedSets over(EmbeddedStores stores) {
        Injector rooms =
                Guice.createInjector(stores.module(), new DatasetModule(), new AnnotatedModule(), new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(Ids.class).toInstance(new Ids());
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofSeconds(60)));
                    }
                });
        return new AnnotatedSets(rooms, InstantSource.system());
    }

    /** A dataset with these items. */
    public ResourceName dataset(List<? extends Payload> items) {
        ResourceName dataset = get(Datasets.class)
                .create(PROJECT, new DatasetDraft("items", ""), Micros.truncate(clock.instant()))
                .name();
        for (int from = 0; from < items.size(); from += 1_000) {
            get(DataItems.class)
                    .append(dataset, List.copyOf(items.subList(from, Math.min(items.size(), from + 1_000))));
        }
        return dataset;
    }

    /** An annotated dataset: what is said of the first items of the dataset, in their order. */
    public ResourceName annotated(ResourceName dataset, AnnotationType type, List<List<Annotation>> said) {
        Instant now = Micros.truncate(clock.instant());
        ResourceName name = dataset.child(ResourceKind.ANNOTATED_DATASET, new Ids().next(now));
        WorkStore work = get(WorkStore.class);
        Transactions transactions = get(Transactions.class);
        transactions.write(() -> work.add(WORK, WorkKind.RUN, Instant.EPOCH));
        Fence fence = work.claim("test", now, now.plusSeconds(20)).orElseThrow().fence();
        AnnotatedDatasets sets = get(AnnotatedDatasets.class);
        sets.begin(new AnnotatedDataset(name, "said", "", type, now, said.size(), 0, Map.of(), new byte[0]), fence);
        List<AnnotatedItem> items = new ArrayList<>();
        for (int number = 0; number < said.size(); number++) {
            items.add(new AnnotatedItem(ItemIds.ofRow(number), said.get(number)));
        }
        for (int from = 0; from < items.size(); from += 1_000) {
            sets.append(name, fence, items.subList(from, Math.min(items.size(), from + 1_000)));
        }
        transactions.write(() -> {
            sets.complete(name, said.size(), now);
            work.remove(WORK);
        });
        return name;
    }

    private <T> T get(Class<T> type) {
        return Objects.requireNonNull(server.getInstance(type));
    }
}
