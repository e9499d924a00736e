package dev.assay.server.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.ItemIds;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.evaluation.RowCounts.InvalidItems;
import dev.assay.server.evaluation.rows.ImportKeys;
import dev.assay.server.evaluation.rows.InvalidReason;
import dev.assay.server.evaluation.rows.ParsedRow;
import dev.assay.server.evaluation.rows.PredictionRow;
import dev.assay.server.evaluation.rows.PredictionRowParser;
import dev.assay.server.metrics.ClassificationEvaluator;
import dev.assay.server.metrics.ClassificationFigures;
import dev.assay.server.metrics.ClassifiedItem;
import dev.assay.server.metrics.PrCurve;
import dev.assay.server.metrics.SpillPlace;
import dev.assay.server.sampling.SampleTableStore.NewRow;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationsTest {
    private static final double TOLERANCE = 1e-9;
    private static final String PREDICTION = "{\"labels\":[\"1\",\"7\"],\"scores\":[0.75,0.25]}";
    private static final String IMAGE = "{\"image\":{\"b64\":\"\"}}";

    @TempDir
    Path directory;

    private EvaluationBench bench;
    private Evaluations evaluations;

    @BeforeEach
    void open() {
        // A budget that the digits exceed, so that their figures go through the disk.
        bench = new EvaluationBench(directory, 1_000);
        evaluations = bench.get(Evaluations.class);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void report_ofDigits_hasTheFiguresOfScikitLearn() {
        bench.sampleDigits(1);
        ResourceName name = bench.evaluate(bench.plan("r1", bench.dataset("d1", 1)), bench.rows(1));

        EvaluationReport report = evaluations.report(name);

        JsonObject expected = JsonParser.parseString(
                        String.join("", EvaluationBench.lines("/dev/assay/server/demo/digits/expected.json")))
                .getAsJsonObject();
        ClassificationFigures figures = (ClassificationFigures) report.figures();
        assertThat(figures.evaluatedItems()).isEqualTo(expected.get("items").getAsLong());
        assertThat(figures.meanAveragePrecision())
                .isCloseTo(expected.get("mean_average_precision").getAsDouble(), within(TOLERANCE));
        assertThat(figures.aggregate().averagePrecision())
                .isCloseTo(expected.get("area_under_curve").getAsDouble(), within(TOLERANCE));
        assertThat(Objects.requireNonNull(figures.accuracy()).value())
                .isCloseTo(expected.get("accuracy_top1").getAsDouble(), within(TOLERANCE));
        JsonObject byLabel = expected.getAsJsonObject("average_precision_by_label");
        assertThat(figures.labelCurves()).extracting(PrCurve::label).containsExactlyElementsOf(EvaluationBench.DIGITS);
        assertThat(figures.labelCurves())
                .allSatisfy(curve -> assertThat(curve.averagePrecision())
                        .isCloseTo(byLabel.get(curve.label()).getAsDouble(), within(TOLERANCE)));
        assertThat(report.counts()).isEqualTo(new RowCounts(1397, 1397, 0, List.of(), 0, 0.5, 0.5));
        assertThat(report.warnings()).isEmpty();
        assertThat(report.evaluation()).isEqualTo(name);
    }

    @Test
    void report_ofALabel_isThatOfTheRun() {
        bench.sampleDigits(1);
        ResourceName name = bench.evaluate(bench.plan("r1", bench.dataset("d1", 1)), bench.rows(1));
        Evaluation seven = search("annotation_spec.display_name = 7").get(0);

        assertThat(seven.label()).isEqualTo("7");
        assertThat(evaluations.report(seven.name())).isEqualTo(evaluations.report(name));
    }

    @Test
    void figures_ofGeneratedCases_areThoseOfTheEvaluatorToTheLastBit() {
        int interval = 0;
        for (String line : EvaluationBench.lines("/dev/assay/server/metrics/classification-cases.jsonl")) {
            JsonObject given = JsonParser.parseString(line).getAsJsonObject();
            interval++;
            List<NewRow> rows = new ArrayList<>();
            for (var texts : given.getAsJsonArray("rows")) {
                var row = texts.getAsJsonArray();
                rows.add(new NewRow(
                        "case-" + interval + "-" + rows.size(),
                        bench.now(),
                        row.get(0).getAsString(),
                        row.get(1).getAsString(),
                        row.get(2).getAsString()));
            }
            bench.sample(interval, rows);
            EvaluationPlan plan = casePlan(given, interval);

            ResourceName name = bench.evaluate(plan, bench.rows(interval));

            assertThat(evaluations.report(name).figures())
                    .as("case %s", given.get("case"))
                    .isEqualTo(direct(plan, rows));
            assertThat(evaluations.verify(name)).isEmpty();
        }
        assertThat(interval).isEqualTo(200);
    }

    private EvaluationPlan casePlan(JsonObject given, int interval) {
        Map<String, String> keys = new HashMap<>();
        given.getAsJsonObject("keys")
                .entrySet()
                .forEach(e -> keys.put(e.getKey(), e.getValue().getAsString()));
        List<String> labels = given.getAsJsonArray("labels").asList().stream()
                .map(label -> label.getAsString())
                .toList();
        return new EvaluationPlan(
                EvaluationBench.job("j1").child(ResourceKind.RUN, "case-" + interval),
                1,
                bench.now(),
                bench.dataset("case-" + interval, interval),
                "digits",
                labels,
                given.get("multi_label").getAsBoolean(),
                ImportKeys.of(keys),
                "GENERAL_CLASSIFICATION_ANNOTATION",
                new byte[0]);
    }

    private ClassificationFigures direct(EvaluationPlan plan, List<NewRow> rows) {
        PredictionRowParser parser = new PredictionRowParser(plan.keys(), plan.labels(), plan.multiLabel());
        SpillPlace place = new SpillPlace(directory);
        try (var evaluator = new ClassificationEvaluator(plan.labels(), plan.multiLabel(), place)) {
            for (NewRow row : rows) {
                ParsedRow.Parsed parsed = (ParsedRow.Parsed)
                        parser.parse(new PredictionRow(row.rawData(), row.rawPrediction(), row.groundTruth()))
                                .get(0);
                evaluator.add(new ClassifiedItem(parsed.truth(), parsed.predicted()));
            }
            return evaluator.finish();
        }
    }

    @Test
    void verify_findsATamperedFigureAndATamperedItem() {
        bench.sampleDigits(1);
        ResourceName name = bench.evaluate(bench.plan("r1", bench.dataset("d1", 1)), bench.rows(1));
        assertThat(evaluations.verify(name)).isEmpty();

        bench.sql()
                .execute("UPDATE evaluation SET figures = replace(figures, '\"positives\":140', '\"positives\":141')"
                        + " WHERE label = '7'");
        ResourceName seven = search("annotation_spec.display_name = 7").get(0).name();
        assertThat(evaluations.verify(name)).containsExactly(seven);

        bench.sql().execute("UPDATE snapshot_item SET predicted = replace(predicted, '0.981781', '0.481782')");
        assertThat(evaluations.verify(seven)).contains(name, seven);
    }

    @Test
    void counts_addUpToTheItems() {
        bench.sample(1, IMAGE, PREDICTION, "{\"labels\":[\"1\"]}");
        bench.sample(1, IMAGE, PREDICTION, null);
        bench.sample(1, IMAGE, PREDICTION, "{\"labels\":[\"cow\"]}");
        bench.sample(1, IMAGE, "{\"labels\":[\"1\"]}", "{\"labels\":[\"1\"]}");
        for (int i = 0; i < 7; i++) {
            bench.sample(1, IMAGE, "{\"labels\":[\"1\"],\"scores\":[\"high\"]}", null);
        }
        // Two instances, one of them with truth; then a row that does not pair.
        bench.writeForeign(
                1,
                "{\"instances\":[" + IMAGE + "," + IMAGE + "]}",
                "{\"predictions\":[" + PREDICTION + "," + PREDICTION + "]}",
                "{\"predictions\":[{\"labels\":[\"7\"]},null]}");
        bench.writeForeign(
                1,
                "{\"instances\":[" + IMAGE + "," + IMAGE + "," + IMAGE + "]}",
                "{\"predictions\":[" + PREDICTION + "]}",
                null);
        ResourceName dataset = bench.dataset("d1", 1);

        EvaluationPlan plan = bench.plan("r1", dataset);
        RowCounts counts = evaluations
                .prepare(plan, bench.rows(1), bench.claim(plan), bench::now)
                .counts();

        assertThat(counts.items())
                .isEqualTo(14)
                .isEqualTo(bench.get(Datasets.class).get(dataset).itemCount());
        assertThat(counts.evaluated()).isEqualTo(2);
        assertThat(counts.withoutTruth()).isEqualTo(2);
        assertThat(counts.foreignItems()).isEqualTo(3);
        assertThat(counts.invalid())
                .extracting(InvalidItems::reason, InvalidItems::count)
                .containsExactlyInAnyOrder(
                        tuple(InvalidReason.SCORE_NOT_A_NUMBER, 7L),
                        tuple(InvalidReason.TRUTH_OUTSIDE_SET, 1L),
                        tuple(InvalidReason.MISSING_KEY, 1L),
                        tuple(InvalidReason.UNEQUAL_LENGTHS, 1L));
        assertThat(counts.invalid().get(0).examples())
                .hasSize(5)
                .first()
                .asString()
                .startsWith(ItemIds.ofRow(5) + " (prediction p4): raw_prediction: predictions[0].scores[0]");
    }

    @Test
    void prepare_interrupted_startsAnew() {
        bench.sampleDigits(1);
        EvaluationPlan plan = bench.plan("r1", bench.dataset("d1", 1));
        RowSource breaking = after -> {
            if (after > 1_000) {
                throw new IllegalStateException("broken");
            }
            return bench.rows(1).rowsAfter(after);
        };
        // The first chunk is committed before the break.
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> evaluations.prepare(plan, breaking, bench.claim(plan), bench::now))
                    .hasMessage("broken");
        }
        bench.sql()
                .execute("INSERT INTO snapshot_item (snapshot, ordinal, item, truth, predicted, mistake)"
                        + " SELECT id, 7777, 'left', '[\"1\"]', '[]', 1 FROM snapshot");

        ResourceName name = bench.evaluate(plan, bench.rows(1));

        assertThat(bench.sql().numbers("SELECT count(*) FROM snapshot")).containsExactly(1L);
        assertThat(bench.sql().numbers("SELECT count(*) FROM snapshot_item")).containsExactly(1397L);
        while (bench.get(AnnotatedDatasets.class).purgeSome(bench.now().plusSeconds(60))) {}
        assertThat(bench.sql().numbers("SELECT count(*) FROM annotated_dataset"))
                .containsExactly(1L);
        assertThat(bench.sql().numbers("SELECT count(*) FROM example")).containsExactly(1397L);
        assertThat(bench.sql().numbers("SELECT count(*) FROM example_label")).containsExactly(1397L);
        assertThat(evaluations.get(name).itemCount()).isEqualTo(1397);
        assertThat(evaluations.verify(name)).isEmpty();
    }

    @Test
    void prepare_superseded_writesNothingMore() {
        bench.sampleDigits(1);
        EvaluationPlan plan = bench.plan("r1", bench.dataset("d1", 1));
        Fence lost = bench.claim(plan);
        bench.claim(plan);

        assertThatThrownBy(() -> evaluations.prepare(plan, bench.rows(1), lost, bench::now))
                .isInstanceOf(Superseded.class);

        assertThat(bench.sql().numbers("SELECT count(*) FROM snapshot")).containsExactly(0L);
    }

    @Test
    void prepare_supersededOnTheWay_addsNoItems() {
        bench.sampleDigits(1);
        EvaluationPlan plan = bench.plan("r1", bench.dataset("d1", 1));
        Fence lost = bench.claim(plan);
        RowSource overtaken = after -> {
            if (after == 0) {
                bench.claim(plan);
            }
            return bench.rows(1).rowsAfter(after);
        };

        assertThatThrownBy(() -> evaluations.prepare(plan, overtaken, lost, bench::now))
                .isInstanceOf(Superseded.class);

        assertThat(bench.sql().numbers("SELECT count(*) FROM snapshot_item")).containsExactly(0L);
    }

    @Test
    void publish_joinsTheCallersTransaction() {
        bench.sampleDigits(1);
        EvaluationPlan plan = bench.plan("r1", bench.dataset("d1", 1));
        Fence fence = bench.claim(plan);
        Prepared prepared = evaluations.prepare(plan, bench.rows(1), fence, bench::now);

        assertThatThrownBy(() -> bench.get(Transactions.class).write(() -> {
                    evaluations.publish(prepared, bench.now());
                    throw new IllegalStateException("the run was cancelled");
                }))
                .hasMessage("the run was cancelled");
        assertThat(search("")).isEmpty();

        evaluations.publish(prepared, bench.now());
        assertThat(search("")).hasSize(1);
        assertThatThrownBy(() -> evaluations.publish(prepared, bench.now())).hasMessageContaining("is published");
        assertThatThrownBy(() -> evaluations.prepare(plan, bench.rows(1), fence, bench::now))
                .as("by one who slept meanwhile")
                .isInstanceOf(Superseded.class);
    }

    @Test
    void evaluations_ofAnEarlierRevision_stayAsTheyWere() {
        bench.sample(1, IMAGE, PREDICTION, "{\"labels\":[\"1\"]}");
        ResourceName dataset = bench.dataset("d1", 1);
        EvaluationPlan first = bench.plan("r1", dataset);
        ResourceName before = bench.evaluate(first, bench.rows(1));
        bench.sql().execute("UPDATE \"samples.digits\" SET groundtruth = '{\"labels\":\"7\"}'");
        EvaluationPlan second = new EvaluationPlan(
                first.run(),
                2,
                first.runTime(),
                dataset,
                first.modelId(),
                first.labels(),
                false,
                first.keys(),
                first.annotationType(),
                first.config());

        ResourceName after = bench.evaluate(second, bench.rows(1));

        assertThat(evaluations.report(before).figures().meanAveragePrecision()).isEqualTo(1.0);
        assertThat(evaluations.report(after).figures().meanAveragePrecision()).isEqualTo(1.0);
        assertThat(Objects.requireNonNull(labelFigures(before).accuracy()).correct())
                .isEqualTo(1);
        assertThat(Objects.requireNonNull(labelFigures(after).accuracy()).correct())
                .isEqualTo(0);
        assertThat(evaluations.report(after).revision()).isEqualTo(2);
    }

    @Test
    void get_ofANameElsewhere_isNotFound() {
        bench.sampleDigits(1);
        ResourceName name = bench.evaluate(bench.plan("r1", bench.dataset("d1", 1)), bench.rows(1));
        bench.dataset("d2", 2);
        ResourceName elsewhere = ResourceName.of(ResourceKind.EVALUATION, "shop", "d2", name.id());

        assertThatThrownBy(() -> evaluations.get(elsewhere)).isInstanceOf(NotFound.class);
    }

    private ClassificationFigures labelFigures(ResourceName evaluation) {
        return (ClassificationFigures) evaluations.report(evaluation).figures();
    }

    private List<Evaluation> search(String filter) {
        return evaluations
                .search(
                        EvaluationBench.job("j1").ancestor(ResourceKind.PROJECT),
                        filter,
                        PageRequest.of(0, ""),
                        names -> Map.of())
                .entries();
    }
}
