package dev.assay.server.evaluation;

import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.InstanceRow;
import dev.assay.server.dataset.ItemIds;
import dev.assay.server.dataset.annotated.AnnotatedItem;
import dev.assay.server.evaluation.ItemKind.Judged;
import dev.assay.server.evaluation.rows.ParsedRow;
import dev.assay.server.evaluation.rows.PredictionRow;
import dev.assay.server.evaluation.rows.PredictionRowParser;
import dev.assay.server.metrics.Figures;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Writes snapshots and computes figures from them, in chunks: neither the heap nor a transaction grows with a run. */
final class SnapshotBuilder {
    private static final int ITEMS_PER_READ = 2_000;
    /** An item is one of the snapshot, one of the truth, and one for each label. */
    private static final int CHUNK_ROWS = 2_000;
    /** Of JSON text, so that items with many labels make no long transaction either. */
    private static final int CHUNK_CHARS = 1 << 20;

    private final EvaluationStore store;
    private final Transactions transactions;
    private final Datasets datasets;
    private final DataItems dataItems;
    private final RunTruth truths;
    private final ItemKinds kinds;
    private final Ids ids;

    @Inject
    SnapshotBuilder(
            EvaluationStore store,
            Transactions transactions,
            Datasets datasets,
            DataItems dataItems,
            RunTruth truths,
            ItemKinds kinds,
            Ids ids) {
        this.store = store;
        this.transactions = transactions;
        this.datasets = datasets;
        this.dataItems = dataItems;
        this.truths = truths;
        this.kinds = kinds;
        this.ids = ids;
    }

    /** See {@link Evaluations#prepare}. */
    Prepared prepare(EvaluationPlan plan, RowSource rows, Fence fence, InstantSource clock) {
        Dataset dataset = datasets.get(plan.dataset());
        discardEarlierTry(plan, fence, clock);
        SnapshotRow snapshot = begin(plan, fence, clock);
        RowCounts counts = new Writing(plan, dataset, snapshot, fence).writeAll(rows);
        return new Prepared(snapshot, counts, compute(snapshot));
    }

    /** Completes the snapshot and the truth beside it, once; joins the caller's transaction. */
    void complete(Prepared prepared, Instant now) {
        SnapshotRow snapshot = prepared.snapshot();
        if (!store.complete(snapshot.id(), CountsJson.write(prepared.counts()), now)) {
            throw new IllegalStateException(
                    "revision " + snapshot.revision() + " of " + snapshot.run() + " is published or gone");
        }
        truths.complete(snapshot, prepared.counts().items(), now);
    }

    /** The figures that the items of a snapshot give: the same bits whenever they are computed. */
    Figures compute(SnapshotRow snapshot) {
        try (ItemKind.Computation computation = kinds.of(snapshot).begin()) {
            List<SnapshotItem> items = itemsAfter(snapshot.id(), -1);
            while (!items.isEmpty()) {
                items.forEach(computation::add);
                items = itemsAfter(snapshot.id(), items.get(items.size() - 1).ordinal());
            }
            return computation.finish();
        }
    }

    /** Which kind the items of a snapshot are of. */
    ItemKind kind(SnapshotRow snapshot) {
        return kinds.of(snapshot);
    }

    private List<SnapshotItem> itemsAfter(long snapshot, long ordinal) {
        return transactions.read(() -> store.items(snapshot, ordinal, ITEMS_PER_READ));
    }

    private void discardEarlierTry(EvaluationPlan plan, Fence fence, InstantSource clock) {
        SnapshotRow earlier = transactions
                .read(() -> store.findSnapshot(plan.run(), plan.revision()))
                .orElse(null);
        if (earlier == null) {
            return;
        }
        if (earlier.completeTime() != null) {
            // Publishing is one with ending the run: who still prepares this revision slept while another did both.
            throw new Superseded(fence);
        }
        boolean gone = false;
        while (!gone) {
            // Chunk by chunk, so that others get to write between.
            gone = transactions.write(() -> {
                truths.abandon(earlier, Micros.truncate(clock.instant()));
                return store.discard(fence, earlier.id(), ITEMS_PER_READ);
            });
        }
    }

    private SnapshotRow begin(EvaluationPlan plan, Fence fence, InstantSource clock) {
        SnapshotRow row = new SnapshotRow(
                0,
                plan.run(),
                plan.revision(),
                plan.dataset().child(ResourceKind.ANNOTATED_DATASET, ids.next(clock.instant())),
                Micros.truncate(plan.runTime()),
                plan.modelId(),
                plan.annotationType(),
                plan.multiLabel(),
                ItemJson.writeLabels(plan.labels()),
                plan.config(),
                null,
                null);
        return row.withId(transactions.write(() -> {
            truths.begin(row, fence, clock.instant());
            return store.insertSnapshot(fence, row);
        }));
    }

    /** One pass over the rows. */
    private final class Writing {
        private final ItemKind kind;
        private final PredictionRowParser parser;
        private final Dataset dataset;
        private final SnapshotRow snapshot;
        private final Fence fence;
        private final RowTally tally = new RowTally();
        private List<SnapshotItem> chunk = new ArrayList<>();
        private List<AnnotatedItem> truthChunk = new ArrayList<>();
        private int chunkRows;
        private long chunkChars;
        private long nextOrdinal;

        Writing(EvaluationPlan plan, Dataset dataset, SnapshotRow snapshot, Fence fence) {
            this.kind = kinds.of(snapshot);
            this.parser = kind.parser(plan.keys());
            this.dataset = dataset;
            this.snapshot = snapshot;
            this.fence = fence;
        }

        RowCounts writeAll(RowSource source) {
            long after = 0;
            for (List<SourceRow> rows = source.rowsAfter(after); !rows.isEmpty(); rows = source.rowsAfter(after)) {
                for (SourceRow row : rows) {
                    write(row);
                    after = row.key();
                }
            }
            flush();
            return tally.finish();
        }

        private void write(SourceRow row) {
            List<ParsedRow> items = row.foreign()
                    ? parseForeign(row)
                    : List.of(parser.parseSingle(row.rawPrediction(), row.groundTruth()));
            tally.countRow(row);
            for (int offset = 0; offset < items.size(); offset++) {
                String item = ItemIds.of(row.key(), offset, items.size());
                tally.count(row, item, items.get(offset));
                Judged judged = kind.judge(items.get(offset));
                if (judged != null) {
                    add(row, item, judged);
                }
            }
        }

        /** Whether a row of others pairs its instances with predictions shows in its instances alone. */
        private List<ParsedRow> parseForeign(SourceRow row) {
            String rawData = dataset.source() == null
                    ? null
                    : dataItems
                            .row(dataset.source(), row.key())
                            .map(InstanceRow::rawData)
                            .orElse(null);
            return parser.parse(new PredictionRow(rawData, row.rawPrediction(), row.groundTruth()));
        }

        private void add(SourceRow row, String item, Judged judged) {
            SnapshotItem written = new SnapshotItem(
                    nextOrdinal++,
                    item,
                    judged.truth(),
                    judged.predicted(),
                    row.samplingProbability() == null ? null : 1.0 / row.samplingProbability(),
                    judged.mistake());
            chunk.add(written);
            truthChunk.add(new AnnotatedItem(item, judged.annotations()));
            chunkRows += 2 + judged.annotations().size();
            chunkChars += written.truth().length() + written.predicted().length();
            if (chunkRows >= CHUNK_ROWS || chunkChars >= CHUNK_CHARS) {
                flush();
            }
        }

        private void flush() {
            if (chunk.isEmpty()) {
                return;
            }
            List<SnapshotItem> items = chunk;
            List<AnnotatedItem> truth = truthChunk;
            transactions.write(() -> {
                store.appendItems(fence, snapshot.id(), items);
                truths.append(snapshot.annotatedDataset(), fence, truth);
            });
            chunk = new ArrayList<>();
            truthChunk = new ArrayList<>();
            chunkRows = 0;
            chunkChars = 0;
        }
    }
}
