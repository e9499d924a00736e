package dev.assay.server.evaluation;

import dev.assay.server.dataset.DataItem;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.evaluation.EvaluationStore.MistakeKey;
import dev.assay.server.metrics.Figures;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Evaluations: made by runs in two steps, read by everybody from what the first step kept. */
public final class Evaluations {
    /** What one page may carry, in bytes; gRPC clients take 4 MiB unless told otherwise. */
    private static final int MAX_PAGE_WEIGHT = 3 << 20;

    private static final int ITEMS_PER_READ = 100;

    private final SnapshotBuilder builder;
    private final EvaluationSearch search;
    private final EvaluationStore store;
    private final Transactions transactions;
    private final Datasets datasets;
    private final DataItems dataItems;
    private final Ids ids;

    @Inject
    Evaluations(
            SnapshotBuilder builder,
            EvaluationSearch search,
            EvaluationStore store,
            Transactions transactions,
            Datasets datasets,
            DataItems dataItems,
            Ids ids) {
        this.builder = builder;
        this.search = search;
        this.store = store;
        this.transactions = transactions;
        this.datasets = datasets;
        this.dataItems = dataItems;
        this.ids = ids;
    }

    // --- for runs -------------------------------------------------------------------------------------------------

    /**
     * Writes the snapshot of one revision of a run and computes the figures from it. Takes long; makes transactions of
     * its own, each carrying the fence. Harmless to repeat until published: what an earlier try left is removed first.
     *
     * @param rows the rows of the run's interval
     * @throws Superseded as soon as the fence is not the one in force; nothing more is written
     * @throws NotFound if the run's dataset is gone
     */
    public Prepared prepare(EvaluationPlan plan, RowSource rows, Fence fence, InstantSource clock) {
        return builder.prepare(plan, rows, fence, clock);
    }

    /**
     * Publishes what was prepared: one aggregate evaluation, one for each label that has ground truth, and that truth as an
     * annotated dataset. Joins the caller's transaction, which checks the fence and ends the run.
     *
     * @return the name of the aggregate
     * @throws IllegalStateException if the snapshot is published already
     */
    public ResourceName publish(Prepared prepared, Instant now) {
        if (prepared.counts().evaluated() == 0) {
            throw new IllegalArgumentException("nothing was evaluated");
        }
        SnapshotRow snapshot = prepared.snapshot();
        List<EvaluationRow> rows = new ArrayList<>();
        for (EvaluationFigures figures : EvaluationFigures.split(prepared.figures())) {
            rows.add(new EvaluationRow(
                    snapshot.annotatedDataset()
                            .ancestor(ResourceKind.DATASET)
                            .child(ResourceKind.EVALUATION, ids.next(now)),
                    rows.size(),
                    figures.label(),
                    now,
                    prepared.figures().evaluatedItems(),
                    FiguresJson.write(figures),
                    snapshot));
        }
        transactions.write(() -> {
            builder.complete(prepared, now);
            store.insertEvaluations(rows);
        });
        return rows.get(0).name();
    }

    /**
     * Computes the figures of an evaluation and its siblings once more from their snapshot.
     *
     * @return the evaluations whose stored figures are not the same to the last bit, or not there; empty if all is well
     * @throws NotFound if there is no such evaluation
     */
    public List<ResourceName> verify(ResourceName evaluation) {
        EvaluationRow row = row(evaluation);
        List<EvaluationFigures> computed = EvaluationFigures.split(builder.compute(row.snapshot()));
        List<EvaluationRow> stored =
                transactions.read(() -> store.ofSnapshot(row.snapshot().id()));
        List<ResourceName> different = new ArrayList<>();
        for (EvaluationRow each : stored) {
            boolean same = each.position() < computed.size()
                    && each.figures().equals(FiguresJson.write(computed.get(each.position())));
            if (!same || stored.size() != computed.size()) {
                different.add(each.name());
            }
        }
        return different;
    }

    // --- for everybody --------------------------------------------------------------------------------------------

    /**
     * An evaluation by name.
     *
     * @throws NotFound if there is none
     */
    public Evaluation get(ResourceName name) {
        return evaluation(row(name));
    }

    /**
     * Evaluations of a project, newest first; a page may hold fewer than asked for. Aggregates, unless the filter names
     * {@code annotation_spec.display_name}: then the evaluations of the labels it names.
     *
     * @throws InvalidArgument naming {@code filter}, if that cannot be understood
     */
    public Page<Evaluation> search(ResourceName project, String filter, PageRequest request, JobStates states) {
        SearchFilter parsed = SearchFilter.parse(filter);
        // One state of the store throughout: what is found is still there when its figures are read.
        return transactions.read(() -> search.page(project, parsed, request, states));
    }

    /**
     * The items of an evaluation: wrong ones first, by descending score of the mistake, then right ones, in the order
     * of the rows where that is equal. The evaluation of a label shows the items of its aggregate. A page holds fewer
     * than asked for if items are large.
     *
     * @throws NotFound if there is no such evaluation
     */
    public Page<Comparison> comparisons(ResourceName evaluation, PageRequest request) {
        SnapshotRow snapshot = row(evaluation).snapshot();
        Dataset dataset = datasets.get(evaluation.ancestor(ResourceKind.DATASET));
        MistakeKey after = mistakeKey(request);
        List<Compared> found = new ArrayList<>();
        long weight = 0;
        ItemKind kind = builder.kind(snapshot);
        List<SnapshotItem> items = itemsAfter(snapshot, after, request.limit());
        // Two at least: the second one tells that the first, however large, is not the last.
        while (!items.isEmpty() && found.size() < request.limit() && (weight <= MAX_PAGE_WEIGHT || found.size() < 2)) {
            List<DataItem> shown = dataItems.show(
                    dataset, items.stream().map(SnapshotItem::item).toList(), MAX_PAGE_WEIGHT);
            for (int i = 0; i < shown.size(); i++) {
                Compared compared = new Compared(items.get(i), comparison(kind, snapshot, items.get(i), shown.get(i)));
                found.add(compared);
                weight += compared.comparison().weight();
                if (weight > MAX_PAGE_WEIGHT && found.size() >= 2) {
                    break;
                }
            }
            SnapshotItem last = found.get(found.size() - 1).item();
            items = itemsAfter(
                    snapshot, new MistakeKey(last.mistake(), last.ordinal()), request.limit() - found.size());
        }
        return request.page(
                        found,
                        one -> List.of(
                                Double.toString(one.item().mistake()),
                                Long.toString(one.item().ordinal())),
                        one -> one.comparison().weight(),
                        MAX_PAGE_WEIGHT)
                .map(Compared::comparison);
    }

    /**
     * Everything that is known of the revision of a run that an evaluation belongs to; how its rows were drawn is for
     * the run to add.
     *
     * @throws NotFound if there is no such evaluation
     */
    public EvaluationReport report(ResourceName evaluation) {
        EvaluationRow row = row(evaluation);
        SnapshotRow snapshot = row.snapshot();
        List<EvaluationRow> all = transactions.read(() -> store.ofSnapshot(snapshot.id()));
        Figures figures = EvaluationFigures.join(
                row.itemCount(), all.stream().map(FiguresJson::read).toList());
        RowCounts counts = CountsJson.read(Objects.requireNonNull(snapshot.counts(), "published with its counts"));
        return new EvaluationReport(
                all.get(0).name(),
                snapshot.run(),
                snapshot.revision(),
                snapshot.runTime(),
                figures,
                counts,
                Warnings.of(figures, counts));
    }

    private EvaluationRow row(ResourceName name) {
        return transactions.read(() -> store.find(List.of(name))).stream()
                .findFirst()
                .orElseThrow(() -> new NotFound(name));
    }

    static Evaluation evaluation(EvaluationRow row) {
        SnapshotRow snapshot = row.snapshot();
        return new Evaluation(
                row.name(),
                snapshot.runTime(),
                row.createTime(),
                row.label(),
                snapshot.annotationType(),
                snapshot.config(),
                row.itemCount(),
                FiguresJson.read(row));
    }

    private List<SnapshotItem> itemsAfter(SnapshotRow snapshot, @Nullable MistakeKey after, int wanted) {
        return wanted <= 0
                ? List.of()
                : transactions.read(() -> store.itemsByMistake(snapshot.id(), after, Math.min(wanted, ITEMS_PER_READ)));
    }

    private static @Nullable MistakeKey mistakeKey(PageRequest request) {
        return request.isFirst() ? null : new MistakeKey(request.afterDouble(0), request.afterLong(1));
    }

    private static Comparison comparison(ItemKind kind, SnapshotRow snapshot, SnapshotItem item, DataItem shown) {
        return new Comparison(
                snapshot.annotatedDataset().child(ResourceKind.EXAMPLE, item.item()),
                snapshot.annotationType(),
                shown.payload(),
                kind.truth(item),
                kind.answers(item));
    }

    private record Compared(SnapshotItem item, Comparison comparison) {}
}
