package dev.assay.server.dataset.annotated;

import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.Held;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.annotated.AnnotatedDatasetStore.Deleted;
import dev.assay.server.dataset.annotated.AnnotatedDatasetStore.ListKey;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Annotated datasets: filled by those who gather annotations, read and deleted by everybody. For what is in them see
 * {@link Examples}.
 */
public final class AnnotatedDatasets {
    /** The most items of one {@link #append}. */
    public static final int MAX_ITEMS = 2_000;

    /** What the items of one {@link #append} should {@linkplain AnnotatedItem#weight weigh} at most, unless it is one alone. */
    public static final int MAX_WEIGHT = 2 << 20;

    private static final int PURGE_ROWS = 2_000;
    private static final int MOST_DELETED_AT_ONCE = 100;
    private static final int SETS_PER_READ = 20;
    /** What a page may carry; clients refuse answers above 4 MiB unless told otherwise. */
    private static final long MAX_PAGE_BYTES = 3 << 20;

    private final AnnotatedDatasetStore store;
    private final Datasets datasets;
    private final Holds holds;
    private final Transactions transactions;
    private final DatasetConfig config;

    @Inject
    AnnotatedDatasets(
            AnnotatedDatasetStore store,
            Datasets datasets,
            Holds holds,
            Transactions transactions,
            DatasetConfig config) {
        this.store = store;
        this.datasets = datasets;
        this.holds = holds;
        this.transactions = transactions;
        this.config = config;
    }

    // --- for those who fill them ----------------------------------------------------------------------------------

    /**
     * Begins an annotated dataset that nobody sees yet, emptied if an earlier try left something. Makes transactions of
     * its own.
     *
     * @throws Superseded if the fence is not the one in force
     * @throws IllegalStateException if one of this name was completed
     */
    public void begin(AnnotatedDataset dataset, Fence fence) {
        boolean gone = false;
        while (!gone) {
            // Chunk by chunk, so that others get to write between.
            gone = transactions.write(() -> {
                boolean nothingLeft = store.discard(fence, dataset.name(), PURGE_ROWS);
                if (nothingLeft) {
                    store.insert(fence, dataset);
                }
                return nothingLeft;
            });
        }
    }

    /**
     * Adds what was said of items; joins the caller's transaction, or makes one. An item that is there already is left
     * as it is.
     *
     * @param items at most {@link #MAX_ITEMS}; those who can should keep to {@link #MAX_WEIGHT}, too, and to few labels
     * @throws Superseded if the fence is not the one in force
     * @throws IllegalStateException if there is no annotated dataset of this name that was begun and is not complete
     */
    public void append(ResourceName dataset, Fence fence, List<AnnotatedItem> items) {
        if (items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException(items.size() + " items are too many for one transaction");
        }
        transactions.write(() -> store.append(fence, dataset, items));
    }

    /**
     * Shows a filled annotated dataset: from now on it never changes. Joins the caller's transaction, which checks the
     * fence. Counts are those of what was appended.
     *
     * @param exampleCount how many items were to be annotated
     * @throws IllegalStateException if there is no annotated dataset of this name that was begun and is not complete
     */
    public AnnotatedDataset complete(ResourceName dataset, long exampleCount, Instant now) {
        return transactions.write(() -> {
            if (!store.complete(dataset, exampleCount, now)) {
                throw new IllegalStateException(dataset + " is complete or was never begun");
            }
            return store.find(dataset).orElseThrow(() -> new NotFound(dataset));
        });
    }

    /**
     * Gives up an annotated dataset that is not complete; {@link #purgeSome} removes what was appended. Joins the caller's
     * transaction. Harmless if there is none.
     */
    public void abandon(ResourceName dataset, Instant now) {
        transactions.write(() -> store.abandon(dataset, now));
    }

    // --- for everybody --------------------------------------------------------------------------------------------

    /**
     * An annotated dataset by name.
     *
     * @throws NotFound if there is none, or it is not complete
     */
    public AnnotatedDataset get(ResourceName name) {
        return transactions.read(() -> store.find(name)).orElseThrow(() -> new NotFound(name));
    }

    /**
     * An annotated dataset by name, and who holds it.
     *
     * @throws NotFound if there is none, or it is not complete
     */
    public Held<AnnotatedDataset> getHeld(ResourceName name) {
        return transactions.read(() -> new Held<>(get(name), holds.holders(name)));
    }

    /**
     * The annotated datasets of a dataset in the order of their creation, and who holds them.
     *
     * @throws NotFound if there is no such dataset
     */
    public Page<Held<AnnotatedDataset>> list(ResourceName dataset, PageRequest request) {
        return transactions.read(() -> {
            datasets.get(dataset);
            Page<AnnotatedDataset> page = request.page(
                    find(dataset, request), AnnotatedDatasets::key, AnnotatedDataset::weight, MAX_PAGE_BYTES);
            Map<ResourceName, List<ResourceName>> holders = holds.holders(
                    page.entries().stream().map(AnnotatedDataset::name).toList());
            return page.map(each -> new Held<>(each, holders.getOrDefault(each.name(), List.of())));
        });
    }

    private List<AnnotatedDataset> find(ResourceName dataset, PageRequest request) {
        List<AnnotatedDataset> found = new ArrayList<>();
        ListKey after = listKey(request);
        long weight = 0;
        boolean more = true;
        // Two at least: the second one tells that the first, however large, is not the last.
        while (more && found.size() < request.limit() && (weight <= MAX_PAGE_BYTES || found.size() < 2)) {
            int wanted = Math.min(SETS_PER_READ, request.limit() - found.size());
            List<AnnotatedDataset> read = store.list(dataset, after, wanted);
            for (AnnotatedDataset set : read) {
                found.add(set);
                weight += set.weight();
                after = new ListKey(set.createTime(), set.name().id());
            }
            more = read.size() == wanted;
        }
        return found;
    }

    private static @Nullable ListKey listKey(PageRequest request) {
        return request.isFirst() ? null : new ListKey(Micros.time(request.afterLong(0)), request.afterText(1));
    }

    private static List<String> key(AnnotatedDataset dataset) {
        return List.of(
                Long.toString(Micros.of(dataset.createTime())), dataset.name().id());
    }

    /**
     * Deletes an annotated dataset: hidden at once, removed by {@link #purgeSome}. Repeating it is harmless for as long
     * as deleted ones linger.
     *
     * @throws NotFound if there is none
     * @throws WrongState if somebody holds it, naming the holders
     */
    public void delete(ResourceName name, Instant now) {
        transactions.write(() -> {
            transactions.lock(name);
            if (store.isDeleted(name)) {
                return;
            }
            holds.requireNone(name);
            if (!store.markDeleted(name, now)) {
                throw new NotFound(name);
            }
        });
    }

    /**
     * Goes on with removing deleted annotated datasets: some examples of each, then what remains of it once it has
     * lingered. For the clock.
     *
     * @return whether more can be removed right away
     */
    public boolean purgeSome(Instant now) {
        boolean more = false;
        for (Deleted deleted : transactions.read(() -> store.deleted(MOST_DELETED_AT_ONCE))) {
            boolean emptied = transactions.write(() -> {
                // Two that remove the same rows would each take what the other has removed for all there was.
                transactions.lock(deleted.name());
                return store.removeExamples(deleted.name(), PURGE_ROWS);
            });
            if (!emptied) {
                more = true;
            } else if (!deleted.deleteTime().plus(config.deletedLinger()).isAfter(now)) {
                transactions.write(() -> store.remove(deleted.name()));
            }
        }
        return more;
    }
}
