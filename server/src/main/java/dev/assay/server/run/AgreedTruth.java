package dev.assay.server.run;

import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset.Source;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.ItemIds;
import dev.assay.server.dataset.ItemIds.Place;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.evaluation.rows.ImportKeys;
import dev.assay.server.evaluation.rows.TruthWriter;
import dev.assay.server.labeling.LabelingTask;
import dev.assay.server.labeling.TaskOutcomes;
import dev.assay.server.labeling.TaskOutcomes.ItemOutcome;
import dev.assay.server.labeling.TaskOutcomes.Kind;
import dev.assay.server.sampling.SampleTableStore.RowTruth;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.vocabulary.Fence;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes what people agreed on the ground truth of the rows they were asked about. A row gets it once people are through with
 * all of it: with a part it would count as a row that has its truth, and nobody would be asked about the rest.
 */
final class AgreedTruth {
    private static final int ITEMS_PER_READ = 1_000;

    private final TaskOutcomes outcomes;
    private final Sampling sampling;
    private final Datasets datasets;
    private final DataItems items;

    @Inject
    AgreedTruth(TaskOutcomes outcomes, Sampling sampling, Datasets datasets, DataItems items) {
        this.outcomes = outcomes;
        this.sampling = sampling;
        this.datasets = datasets;
        this.items = items;
    }

    /** How many items came to what. */
    record Tally(long agreed, long unsettled, long unanswered) {}

    /** Writes it in fenced chunks, which may be repeated: rows that have ground truth by then keep it. */
    Tally write(Run run, RunPlan plan, LabelingTask task, Fence fence) {
        Source source =
                Objects.requireNonNull(datasets.get(task.plan().dataset()).source());
        Rows rows = new Rows(
                source, TruthWriter.of(ImportKeys.of(plan.importKeys()), plan.annotationType(), plan.multiLabel()));
        List<ItemOutcome> some = outcomes.after(task, 0, ITEMS_PER_READ);
        while (!some.isEmpty()) {
            rows.add(some);
            sampling.fillTruth(fence, plan.table(), run.interval(), rows.takeWhole());
            some = outcomes.after(task, some.get(some.size() - 1).number() + 1, ITEMS_PER_READ);
        }
        rows.close();
        sampling.fillTruth(fence, plan.table(), run.interval(), rows.takeWhole());
        return new Tally(rows.agreed, rows.unsettled, rows.unanswered);
    }

    /** Puts items together to rows: what others wrote may hold several, which follow each other. */
    private final class Rows {
        private final Source source;
        private final TruthWriter writer;
        private final List<RowTruth> whole = new ArrayList<>();
        private long key = -1;
        private @Nullable List<Annotation> @Nullable [] instances;
        private int decided;
        private long agreed;
        private long unsettled;
        private long unanswered;

        Rows(Source source, TruthWriter writer) {
            this.source = source;
            this.writer = writer;
        }

        void add(List<ItemOutcome> some) {
            List<Place> places = some.stream()
                    .map(outcome -> Objects.requireNonNull(ItemIds.parse(outcome.itemId()), outcome.itemId()))
                    .toList();
            Map<Long, Integer> counts = items.itemsInRows(
                    source,
                    places.stream()
                            .filter(place -> place.offset() != null)
                            .map(Place::key)
                            .distinct()
                            .toList());
            for (int i = 0; i < some.size(); i++) {
                Place place = places.get(i);
                if (place.key() != key) {
                    close();
                    key = place.key();
                    // Somebody may have deleted or changed a row of others since.
                    instances = new List[place.offset() == null ? 1 : counts.getOrDefault(key, 0)];
                    decided = 0;
                }
                put(place.offset() == null ? 0 : place.offset(), some.get(i));
            }
        }

        private void put(int offset, ItemOutcome outcome) {
            List<Annotation> said = truth(outcome);
            if (instances != null && offset < instances.length) {
                instances[offset] = said;
                decided++;
            }
        }

        private @Nullable List<Annotation> truth(ItemOutcome outcome) {
            if (outcome.kind() == Kind.UNANSWERED) {
                unanswered++;
                return null;
            } else if (outcome.kind() == Kind.UNSETTLED || !writer.canBeTrue(outcome.annotations())) {
                unsettled++;
                return null;
            }
            agreed++;
            return outcome.annotations();
        }

        /** The row at hand is whole. */
        void close() {
            if (instances != null
                    && decided == instances.length
                    && Arrays.stream(instances).anyMatch(Objects::nonNull)) {
                whole.add(new RowTruth(key, writer.write(Arrays.asList(instances))));
            }
            instances = null;
        }

        List<RowTruth> takeWhole() {
            List<RowTruth> taken = List.copyOf(whole);
            whole.clear();
            return taken;
        }
    }
}
