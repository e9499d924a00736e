package dev.assay.server.dataset;

import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes, shows and deletes label sets. */
public final class AnnotationSpecSets {
    private static final int SETS_PER_READ = 20;
    /** What a page may carry; clients refuse answers above 4 MiB unless told otherwise. */
    private static final long MAX_PAGE_BYTES = 3 << 20;

    private final AnnotationSpecSetStore store;
    private final Holds holds;
    private final Ids ids;
    private final Transactions transactions;
    private final DatasetConfig config;

    @Inject
    AnnotationSpecSets(
            AnnotationSpecSetStore store, Holds holds, Ids ids, Transactions transactions, DatasetConfig config) {
        this.store = store;
        this.holds = holds;
        this.ids = ids;
        this.transactions = transactions;
        this.config = config;
    }

    /**
     * Makes a set; a label that repeats the display name of an earlier one is dropped.
     *
     * @throws InvalidArgument with every violation there is
     */
    public AnnotationSpecSet create(ResourceName project, SpecSetDraft draft, Instant now) {
        AnnotationSpecSet set = new AnnotationSpecSet(
                project.child(ResourceKind.ANNOTATION_SPEC_SET, ids.next(now)),
                draft.displayName(),
                draft.description(),
                draft.check(),
                now);
        transactions.write(() -> store.insert(set));
        return set;
    }

    /** The set of this name, if there is one. */
    public Optional<AnnotationSpecSet> find(ResourceName name) {
        return store.find(name);
    }

    /**
     * The set of this name and who holds it.
     *
     * @throws NotFound if there is none
     */
    public Held<AnnotationSpecSet> get(ResourceName name) {
        return transactions.read(() -> {
            AnnotationSpecSet set = store.find(name).orElseThrow(() -> new NotFound(name));
            return new Held<>(set, holds.holders(name));
        });
    }

    /** The sets of a project in the order of their creation, and who holds them. */
    public Page<Held<AnnotationSpecSet>> list(ResourceName project, PageRequest request) {
        return transactions.read(() -> {
            Page<AnnotationSpecSet> page = request.page(
                    find(project, request), set -> List.of(set.name().id()), AnnotationSpecSet::weight, MAX_PAGE_BYTES);
            Map<ResourceName, List<ResourceName>> holders = holds.holders(
                    page.entries().stream().map(AnnotationSpecSet::name).toList());
            return page.map(set -> new Held<>(set, holders.getOrDefault(set.name(), List.of())));
        });
    }

    /**
     * Deletes a set. Repeating it is harmless for as long as the configuration says.
     *
     * @throws NotFound if there is none
     * @throws WrongState while somebody holds it
     */
    public void delete(ResourceName name, Instant now) {
        transactions.write(() -> {
            transactions.lock(name);
            holds.requireNone(name);
            if (!store.delete(name, now) && !store.wasDeletedAfter(name, now.minus(config.deletedLinger()))) {
                throw new NotFound(name);
            }
        });
    }

    /** Forgets deletions that nobody repeats any longer: up to {@code limit}; answers how many. */
    public int removeDeleted(Instant now, int limit) {
        return transactions.write(() -> store.removeDeleted(now.minus(config.deletedLinger()), limit));
    }

    private List<AnnotationSpecSet> find(ResourceName project, PageRequest request) {
        List<AnnotationSpecSet> found = new ArrayList<>();
        String after = request.isFirst() ? "" : request.afterText(0);
        long weight = 0;
        boolean more = true;
        // Two at least: the second one tells that the first, however large, is not the last.
        while (more && found.size() < request.limit() && (weight <= MAX_PAGE_BYTES || found.size() < 2)) {
            int wanted = Math.min(SETS_PER_READ, request.limit() - found.size());
            for (AnnotationSpecSet set : store.list(project, after, wanted)) {
                found.add(set);
                weight += set.weight();
                after = set.name().id();
                wanted--;
            }
            more = wanted == 0;
        }
        return found;
    }
}
