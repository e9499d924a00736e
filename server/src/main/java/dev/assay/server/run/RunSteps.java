package dev.assay.server.run;

import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Dataset.PayloadKeys;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.evaluation.EvaluationPlan;
import dev.assay.server.evaluation.Evaluations;
import dev.assay.server.evaluation.Prepared;
import dev.assay.server.evaluation.RowCounts;
import dev.assay.server.evaluation.RowSource;
import dev.assay.server.evaluation.SourceRow;
import dev.assay.server.evaluation.rows.ImportKeys;
import dev.assay.server.sampling.SampledRow;
import dev.assay.server.sampling.Sampling;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each step of a run does. A step reads and prepares as it likes, in fenced chunks that may be repeated; what must
 * happen once stands in the {@link Outcome.Move} it answers.
 */
final class RunSteps {
    private static final int FOREIGN_ROWS_PER_CHUNK = 1_000;
    private static final int ROWS_PER_PAGE = 2_000;
    private static final Duration TRUTH_POLL = Duration.ofSeconds(10);

    private final Sampling sampling;
    private final Datasets datasets;
    private final Evaluations evaluations;
    private final Holds holds;
    private final Ids ids;
    private final RunConfig config;
    private final Map<RunState, Step> steps = new EnumMap<>(RunState.class);

    /** One step of a run. */
    @FunctionalInterface
    interface Step {
        Outcome take(Run run, RunPlan plan, Fence fence, InstantSource clock);
    }

    @Inject
    RunSteps(
            Sampling sampling,
            Datasets datasets,
            Evaluations evaluations,
            Holds holds,
            Ids ids,
            RunConfig config,
            LabelingStep labeling) {
        this.sampling = sampling;
        this.datasets = datasets;
        this.evaluations = evaluations;
        this.holds = holds;
        this.ids = ids;
        this.config = config;
        steps.put(RunState.CLAIMED, this::takeForeignRows);
        steps.put(RunState.DATASET, this::makeDataset);
        steps.put(RunState.WAITING, this::awaitTruth);
        steps.put(RunState.LABELING, labeling);
        steps.put(RunState.EVALUATING, this::evaluate);
    }

    Step of(RunState state) {
        Step step = steps.get(state);
        if (step == null) {
            throw new IllegalStateException("there is nothing to do in state " + state);
        }
        return step;
    }

    private Outcome takeForeignRows(Run run, RunPlan plan, Fence fence, InstantSource clock) {
        int taken;
        do {
            taken = sampling.takeForeignRows(
                    fence,
                    plan.table(),
                    plan.job(),
                    plan.modelVersion(),
                    run.interval(),
                    FOREIGN_ROWS_PER_CHUNK,
                    clock.instant());
        } while (taken == FOREIGN_ROWS_PER_CHUNK);
        return new Outcome.Move(now -> run.in(RunState.DATASET));
    }

    private Outcome makeDataset(Run run, RunPlan plan, Fence fence, InstantSource clock) {
        if (sampling.countRows(plan.table(), run.interval()) == 0) {
            return new Outcome.Move(now -> run.ended(RunState.EMPTY, now));
        }
        Dataset.Source source = new Dataset.Source(
                plan.table().dataset(),
                plan.table().table(),
                run.interval(),
                new PayloadKeys(
                        plan.dataType(),
                        plan.importKeys().getOrDefault("data_json_key", ""),
                        plan.importKeys().getOrDefault("reference_json_key", "")));
        long items = datasets.countItems(source);
        Instant until = run.startTime().plus(config.groundTruthWait());
        return new Outcome.Move(now -> {
            ResourceName name = ResourceName.of(ResourceKind.DATASET, run.name().project(), ids.next(now));
            String title = plan.modelVersion().ids().get(1) + " " + run.startTime();
            datasets.createFromInterval(new Dataset(
                    name,
                    title,
                    "Sampled predictions of run " + run.name(),
                    now,
                    List.of(plan.inputConfig()),
                    items,
                    source));
            holds.hold(name, run.name());
            return plan.asking() == null ? run.waiting(name, items, until) : run.asking(name, items);
        });
    }

    private Outcome awaitTruth(Run run, RunPlan plan, Fence fence, InstantSource clock) {
        Instant now = clock.instant();
        Instant until = run.waitUntil();
        if (until == null || !now.isBefore(until) || !sampling.anyWithoutTruth(plan.table(), run.interval())) {
            return new Outcome.Move(time -> run.in(RunState.EVALUATING));
        }
        Instant nextLook = now.plus(TRUTH_POLL);
        return new Outcome.Pause(nextLook.isBefore(until) ? nextLook : until);
    }

    private Outcome evaluate(Run run, RunPlan plan, Fence fence, InstantSource clock) {
        if (run.dataset() == null) {
            throw new IllegalStateException("run " + run.name() + " is evaluated without a dataset");
        }
        EvaluationPlan evaluation = new EvaluationPlan(
                run.name(),
                run.revision() + 1,
                run.startTime(),
                run.dataset(),
                plan.modelVersion().ids().get(1),
                plan.labels(),
                plan.multiLabel(),
                ImportKeys.of(plan.importKeys()),
                plan.annotationType(),
                plan.evaluationConfig());
        Prepared prepared = evaluations.prepare(evaluation, rows(run, plan), fence, clock);
        if (prepared.counts().evaluated() == 0) {
            return new Outcome.Failed("NO_USABLE_ROWS", nothingUsable(prepared.counts()), reasons(prepared.counts()));
        }
        return new Outcome.Move(now -> run.evaluated(evaluations.publish(prepared, now), now));
    }

    private RowSource rows(Run run, RunPlan plan) {
        return after -> sampling.rows(plan.table(), run.interval(), after, ROWS_PER_PAGE).stream()
                .map(RunSteps::sourceRow)
                .toList();
    }

    private static SourceRow sourceRow(SampledRow row) {
        return new SourceRow(
                row.key(),
                row.predictionId(),
                row.rawPrediction(),
                row.groundTruth(),
                row.samplingProbability(),
                row.samplingProbability() == null);
    }

    private static String nothingUsable(RowCounts counts) {
        StringBuilder message = new StringBuilder()
                .append(counts.items())
                .append(" items and none can be evaluated: ")
                .append(counts.withoutTruth())
                .append(" without ground truth");
        counts.invalid()
                .forEach(group -> message.append("; ")
                        .append(group.count())
                        .append(" with ")
                        .append(group.reason())
                        .append(", such as ")
                        .append(String.join(" | ", group.examples())));
        return message.toString();
    }

    private static Map<String, String> reasons(RowCounts counts) {
        Map<String, String> byReason = new LinkedHashMap<>();
        byReason.put("WITHOUT_TRUTH", Long.toString(counts.withoutTruth()));
        counts.invalid().forEach(group -> byReason.put(group.reason().name(), Long.toString(group.count())));
        return byReason;
    }
}
