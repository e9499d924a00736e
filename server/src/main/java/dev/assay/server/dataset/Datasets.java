package dev.assay.server.dataset;

import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.dataset.DatasetStore.DeletedDataset;
import dev.assay.server.dataset.DatasetStore.ListKey;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Datasets: made by clients and by runs, read and deleted by everybody. For their items see {@link DataItems}. */
public final class Datasets {
    private static final int PURGE_ROWS = 2_000;
    private static final int MOST_DELETED_AT_ONCE = 100;
    private static final int ROWS_PER_READ = 500;
    private static final long MAX_CHARS_PER_READ = 16 << 20;
    private static final int DATASETS_PER_READ = 50;
    /** What a page may carry; clients refuse answers above 4 MiB unless told otherwise. */
    private static final long MAX_PAGE_BYTES = 3 << 20;

    private final DatasetStore store;
    private final Holds holds;
    private final Ids ids;
    private final Set<DatasetContents> contents;
    private final Transactions transactions;
    private final DatasetConfig config;

    @Inject
    Datasets(
            DatasetStore store,
            Holds holds,
            Ids ids,
            Set<DatasetContents> contents,
            Transactions transactions,
            DatasetConfig config) {
        this.store = store;
        this.holds = holds;
        this.ids = ids;
        this.contents = Set.copyOf(contents);
        this.transactions = transactions;
        this.config = config;
    }

    /**
     * Makes a dataset that holds its items itself, and none yet.
     *
     * @throws InvalidArgument with every violation there is
     */
    public Dataset create(ResourceName project, DatasetDraft draft, Instant now) {
        draft.check();
        ResourceName name = project.child(ResourceKind.DATASET, ids.next(now));
        Dataset dataset = new Dataset(name, draft.displayName(), draft.description(), now, List.of(), 0, null);
        transactions.write(() -> store.insert(dataset));
        return dataset;
    }

    /**
     * Adds to what the items of a dataset came from; joins the caller's transaction.
     *
     * @param config a message of the door, kept and echoed as it is
     */
    public void addInput(ResourceName dataset, byte[] config) {
        transactions.write(() -> store.addInput(dataset, config));
    }

    /**
     * A dataset by name.
     *
     * @throws NotFound if there is none, or it is deleted
     */
    public Dataset get(ResourceName name) {
        return transactions.read(() -> store.find(name)).orElseThrow(() -> new NotFound(name));
    }

    /** Whether there is a dataset of this name that is not deleted. */
    public boolean stands(ResourceName name) {
        return transactions.read(() -> store.find(name)).isPresent();
    }

    /**
     * A dataset by name, and who holds it.
     *
     * @throws NotFound if there is none, or it is deleted
     */
    public Held<Dataset> getHeld(ResourceName name) {
        return transactions.read(() -> new Held<>(get(name), holds.holders(name)));
    }

    /** The datasets of a project in the order of their creation, and who holds them. */
    public Page<Held<Dataset>> list(ResourceName project, PageRequest request) {
        ListKey after = listKey(request);
        return transactions.read(() -> {
            List<Dataset> found = request.gather(
                    (last, limit) -> store.list(project, last == null ? after : listKey(last), limit),
                    DATASETS_PER_READ,
                    Dataset::weight,
                    MAX_PAGE_BYTES);
            Page<Dataset> page = request.page(found, Datasets::key, Dataset::weight, MAX_PAGE_BYTES);
            Map<ResourceName, List<ResourceName>> holders =
                    holds.holders(page.entries().stream().map(Dataset::name).toList());
            return page.map(dataset -> new Held<>(dataset, holders.getOrDefault(dataset.name(), List.of())));
        });
    }

    private static @Nullable ListKey listKey(PageRequest request) {
        return request.isFirst() ? null : new ListKey(Micros.time(request.afterLong(0)), request.afterText(1));
    }

    private static ListKey listKey(Dataset dataset) {
        return new ListKey(dataset.createTime(), dataset.name().id());
    }

    private static List<String> key(Dataset dataset) {
        return List.of(
                Long.toString(Micros.of(dataset.createTime())), dataset.name().id());
    }

    /**
     * Makes the dataset of a run; joins the caller's transaction. Harmless to repeat: a dataset of this name that stands
     * is left as it is.
     */
    public void createFromInterval(Dataset dataset) {
        if (dataset.source() == null) {
            throw new IllegalArgumentException("the dataset of a run has a source");
        }
        transactions.write(() -> store.insert(dataset));
    }

    /**
     * How many items a sealed interval gives: one for each row, and for a row of others one for each of its instances.
     * Reads in chunks; call it outside of a transaction.
     */
    public long countItems(Source source) {
        long items = transactions.read(() -> store.countRows(source));
        List<Long> foreign = foreignAfter(source, 0);
        while (!foreign.isEmpty()) {
            List<Long> keys = foreign;
            List<InstanceRow> rows = transactions.read(() -> store.rows(source, keys, MAX_CHARS_PER_READ));
            long last = keys.get(keys.size() - 1);
            for (InstanceRow row : rows) {
                items += row.itemCount() - 1;
            }
            boolean cutShort = rows.stream().mapToLong(InstanceRow::chars).sum() > MAX_CHARS_PER_READ;
            foreign = foreignAfter(source, cutShort ? rows.get(rows.size() - 1).key() : last);
        }
        return items;
    }

    /**
     * Deletes a dataset with all that belongs to it: hidden at once, removed by {@link #purgeSome}. Repeating it is
     * harmless for as long as deleted datasets linger.
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
     * Goes on with removing deleted datasets: some rows of each one's contents, then the dataset itself once it has
     * lingered. For the clock.
     *
     * @return whether more can be removed right away
     */
    public boolean purgeSome(Instant now) {
        boolean more = false;
        List<DeletedDataset> oldest = transactions.read(() -> store.deleted(MOST_DELETED_AT_ONCE));
        for (DeletedDataset deleted : oldest) {
            boolean emptied = transactions.write(() -> {
                // Two that remove the same rows would each take what the other has removed for all there was.
                transactions.lock(deleted.name());
                return removeSome(deleted.name()) == 0;
            });
            if (!emptied) {
                more = true;
            } else if (!deleted.deleteTime().plus(config.deletedLinger()).isAfter(now)) {
                transactions.write(() -> store.remove(deleted.name()));
                // Others may have waited behind it.
                more |= oldest.size() == MOST_DELETED_AT_ONCE;
            }
        }
        return more;
    }

    private int removeSome(ResourceName dataset) {
        int removed = 0;
        for (DatasetContents part : contents) {
            removed += part.removeSome(dataset, PURGE_ROWS - removed);
            if (removed >= PURGE_ROWS) {
                break;
            }
        }
        return removed;
    }

    private List<Long> foreignAfter(Source source, long key) {
        return transactions.read(() -> store.foreignRows(source, key, ROWS_PER_READ));
    }
}
