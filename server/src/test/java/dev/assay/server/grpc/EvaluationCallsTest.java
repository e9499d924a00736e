package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.DataItem;
import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.Evaluation;
import dev.assay.datalabeling.v1beta1.GetDataItemRequest;
import dev.assay.datalabeling.v1beta1.GetDatasetRequest;
import dev.assay.datalabeling.v1beta1.GetEvaluationRequest;
import dev.assay.datalabeling.v1beta1.ListDataItemsRequest;
import dev.assay.datalabeling.v1beta1.ListDataItemsResponse;
import dev.assay.datalabeling.v1beta1.ListDatasetsRequest;
import dev.assay.datalabeling.v1beta1.PrCurve;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsRequest;
import dev.assay.datalabeling.v1beta1.SearchEvaluationsResponse;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsRequest;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse.ExampleComparison;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.evaluation.EvaluationBench;
import dev.assay.server.evaluation.EvaluationReport;
import dev.assay.server.evaluation.Evaluations;
import dev.assay.server.metrics.ClassificationFigures;
import dev.assay.server.metrics.CurveEntry;
import dev.assay.server.sampling.IntervalRecord;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationCallsTest {
    private static final String PROJECT = "projects/shop";
    private static final String TRUE_ONE = "{\"labels\":[\"1\"]}";
    private static final String IMAGE = "{\"image\":{\"b64\":\"\"}}";

    @TempDir
    Path directory;

    private EvaluationBench bench;
    private EvaluationDoor door;

    @BeforeEach
    void open() throws IOException {
        bench = new EvaluationBench(directory);
        Map<ResourceName, String> states = Map.of(EvaluationBench.job("j1"), "PAUSED");
        door = new EvaluationDoor(
                bench,
                names -> names.stream().filter(states::containsKey).collect(Collectors.toMap(n -> n, states::get)));
    }

    @AfterEach
    void close() {
        door.close();
        bench.close();
    }

    @Test
    void evaluation_carriesTheReportsFiguresRoundedOnce() {
        bench.sampleDigits(1);
        ResourceName name = bench.evaluate(bench.plan("r1", bench.dataset("d1", 1)), bench.rows(1));
        EvaluationReport report = bench.get(Evaluations.class).report(name);
        ClassificationFigures figures = (ClassificationFigures) report.figures();

        Evaluation evaluation = door.stub()
                .getEvaluation(GetEvaluationRequest.newBuilder()
                        .setName(name.toString())
                        .build());

        PrCurve curve =
                evaluation.getEvaluationMetrics().getClassificationMetrics().getPrCurve();
        assertThat(evaluation.getEvaluatedItemCount()).isEqualTo(1397);
        assertThat(curve.hasAnnotationSpec()).isFalse();
        assertThat(curve.getMeanAveragePrecision())
                .isEqualTo((float) report.figures().meanAveragePrecision());
        assertThat(curve.getAreaUnderCurve())
                .isEqualTo((float) figures.aggregate().averagePrecision());
        List<CurveEntry> entries = figures.aggregate().entries();
        assertThat(curve.getConfidenceMetricsEntriesList()).hasSameSizeAs(entries);
        for (int i = 0; i < entries.size(); i++) {
            PrCurve.ConfidenceMetricsEntry entry = curve.getConfidenceMetricsEntries(i);
            assertThat(entry.getConfidenceThreshold())
                    .isEqualTo((float) entries.get(i).threshold());
            assertThat(entry.getF1ScoreAt5())
                    .isEqualTo((float) entries.get(i).at5().f1());
            assertThat(entry.getPrecision())
                    .isEqualTo((float) entries.get(i).all().precision());
        }
        var matrix =
                evaluation.getEvaluationMetrics().getClassificationMetrics().getConfusionMatrix();
        assertThat(matrix.getRow(1).getEntriesList())
                .extracting(entry -> entry.getItemCount())
                .containsExactly(0, 102, 11, 1, 0, 4, 8, 0, 7, 8);
    }

    @Test
    void reportMessage_carriesFiguresInFullAndTheDesign() {
        bench.sampleDigits(1);
        ResourceName name = bench.evaluate(bench.plan("r1", bench.dataset("d1", 1)), bench.rows(1));
        EvaluationReport report = bench.get(Evaluations.class).report(name);
        Instant open = EvaluationBench.START;
        IntervalRecord interval = new IntervalRecord(
                1,
                open,
                open.plusSeconds(86_400),
                1397,
                1397,
                5000,
                2500,
                1103,
                0,
                open.plusSeconds(840),
                Duration.ofSeconds(240),
                70,
                30,
                20,
                false);

        dev.assay.v1.EvaluationReport message = ReportProtos.report(report, interval, null);

        assertThat(message.getClassification().getMeanAveragePrecision())
                .isEqualTo(report.figures().meanAveragePrecision());
        assertThat(message.getClassification().getLabelsList()).hasSize(10);
        assertThat(message.getRowCounts().getEvaluated()).isEqualTo(1397);
        assertThat(message.getSamplingDesign().getPopulationCount()).isEqualTo(5120);
        assertThat(message.getSamplingDesign().getCoveredFraction()).isEqualTo(600.0 / 86_400);
        assertThat(message.getSamplingDesign().getMinSamplingProbability()).isEqualTo(0.5);
        assertThat(message.getWarningsList()).singleElement().asString().contains("first 14 min of 24 h");
    }

    @Test
    void comparisons_showWrongItemsFirst_byDescendingMistake() {
        bench.sample(1, IMAGE, "{\"labels\":[\"1\",\"7\"],\"scores\":[0.9,0.1]}", TRUE_ONE);
        bench.sample(1, IMAGE, "{\"labels\":[\"7\",\"1\"],\"scores\":[0.6,0.4]}", TRUE_ONE);
        bench.sample(1, IMAGE, "{\"labels\":[\"7\",\"1\"],\"scores\":[-3,-4]}", TRUE_ONE);
        bench.sample(1, IMAGE, "{\"labels\":[\"8\",\"1\"],\"scores\":[0.8,0.2]}", TRUE_ONE);
        bench.sample(1, IMAGE, "{\"labels\":[],\"scores\":[]}", TRUE_ONE);
        ResourceName name = bench.evaluate(bench.plan("r1", bench.dataset("d1", 1)), bench.rows(1));

        List<ExampleComparison> all = new ArrayList<>();
        String token = "";
        do {
            SearchExampleComparisonsResponse page = door.stub()
                    .searchExampleComparisons(SearchExampleComparisonsRequest.newBuilder()
                            .setParent(name.toString())
                            .setPageSize(2)
                            .setPageToken(token)
                            .build());
            all.addAll(page.getExampleComparisonsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(all)
                .extracting(one -> one.getModelCreatedExamplesCount() == 0 ? 1f : bestScore(one))
                .containsExactly(1f, 0.8f, 0.6f, -3f, 0.9f);
        ExampleComparison second = all.get(1);
        assertThat(second.getGroundTruthExample().getName())
                .isEqualTo(second.getModelCreatedExamples(0).getName())
                .matches("projects/shop/datasets/d1/annotatedDatasets/\\w{26}/examples/0000000000004");
        assertThat(second.getGroundTruthExample().getAnnotationsList())
                .singleElement()
                .satisfies(truth -> assertThat(label(truth)).isEqualTo("1"));
        assertThat(label(second.getModelCreatedExamples(0).getAnnotations(0))).isEqualTo("8");
    }

    private static float bestScore(ExampleComparison comparison) {
        return comparison
                .getModelCreatedExamples(0)
                .getAnnotations(0)
                .getAnnotationMetadata()
                .getOperatorMetadata()
                .getScore();
    }

    private static String label(Annotation annotation) {
        return annotation
                .getAnnotationValue()
                .getImageClassificationAnnotation()
                .getAnnotationSpec()
                .getDisplayName();
    }

    @Test
    void comparisonsOfDigits_carryThumbnails_andPageThroughAllItems() {
        bench.sampleDigits(1);
        ResourceName name = bench.evaluate(bench.plan("r1", bench.dataset("d1", 1)), bench.rows(1));

        List<ExampleComparison> all = new ArrayList<>();
        String token = "";
        do {
            SearchExampleComparisonsResponse page = door.stub()
                    .searchExampleComparisons(SearchExampleComparisonsRequest.newBuilder()
                            .setParent(name.toString())
                            .setPageSize(1000)
                            .setPageToken(token)
                            .build());
            assertThat(page.getSerializedSize()).isLessThan(4 << 20);
            all.addAll(page.getExampleComparisonsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(all).hasSize(1397);
        assertThat(all.stream().map(one -> one.getGroundTruthExample().getName()))
                .doesNotHaveDuplicates();
        assertThat(all.stream().map(one -> one.getGroundTruthExample().getImagePayload()))
                .allSatisfy(image -> {
                    assertThat(image.getMimeType()).isEqualTo("image/png");
                    assertThat(image.getImageThumbnail()).isNotEmpty();
                });
    }

    // --- search ---------------------------------------------------------------------------------------------------

    @Test
    void search_filters() {
        String first = evaluate("j1", "r1", "digits");
        bench.pass(Duration.ofDays(1));
        String second = evaluate("j2", "r2", "digits");
        bench.pass(Duration.ofDays(1));
        String third = evaluate("j1", "r3", "letters");

        assertThat(found("")).containsExactly(third, second, first);
        assertThat(found("evaluation_job.evaluation_job_id = j1")).containsExactly(third, first);
        assertThat(found("evaluation_job.model_id = digits")).containsExactly(second, first);
        assertThat(found("evaluation_job.model_id = digits AND evaluation_job.evaluation_job_id = j1"))
                .containsExactly(first);
        assertThat(found("evaluation_job.model_id = letters OR evaluation_job.evaluation_job_id = j2"))
                .containsExactly(third, second);
        assertThat(found("evaluation_job.evaluation_job_run_time_start = \"2026-03-03T10:00:00Z\""))
                .containsExactly(third, second);
        assertThat(found("evaluation_job.evaluation_job_run_time_end = \"2026-03-03T11:00:00+01:00\""))
                .containsExactly(second, first);
        assertThat(found("evaluation_job.job_state = PAUSED")).containsExactly(third, first);
        assertThat(found("evaluation_job.job_state = STOPPED")).containsExactly(second);
        assertThat(found("annotation_spec.display_name = 1")).hasSize(3).doesNotContain(first, second, third);
        assertThat(found("annotation_spec.display_name = 1 AND evaluation_job.model_id = letters"))
                .hasSize(1);
        assertThat(found("annotation_spec.display_name = 2")).isEmpty();
    }

    @Test
    void search_wrongFilters_nameTheField() {
        for (String filter : List.of(
                "evaluation_job.state = PAUSED",
                "evaluation_job.job_state = paused",
                "evaluation_job.evaluation_job_run_time_start = yesterday",
                "evaluation_job.evaluation_job_run_time_end = \"+99999-01-01T00:00:00Z\"",
                "evaluation_job.model_id")) {
            assertFails(Status.Code.INVALID_ARGUMENT, "filter", () -> found(filter));
        }
    }

    @Test
    void search_pages_areStableUnderInserts() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            expected.add(0, evaluate("j1", "r" + i, "digits"));
            bench.pass(Duration.ofSeconds(1));
        }
        List<String> seen = new ArrayList<>();
        String token = "";
        int run = 5;
        do {
            SearchEvaluationsResponse page = door.stub()
                    .searchEvaluations(SearchEvaluationsRequest.newBuilder()
                            .setParent(PROJECT)
                            .setPageSize(2)
                            .setPageToken(token)
                            .build());
            page.getEvaluationsList().forEach(one -> seen.add(one.getName()));
            token = page.getNextPageToken();
            evaluate("j1", "r" + run++, "digits");
            bench.pass(Duration.ofSeconds(1));
        } while (!token.isEmpty());

        assertThat(seen).isEqualTo(expected);
    }

    private String evaluate(String job, String run, String model) {
        long interval = 100 + bench.now().getEpochSecond() % 1_000_000 * 10;
        bench.sample(interval, IMAGE, "{\"labels\":[\"1\"],\"scores\":[0.9]}", TRUE_ONE);
        return bench.evaluate(
                        bench.plan(
                                EvaluationBench.job(job),
                                run,
                                bench.dataset("of-" + run, interval),
                                model,
                                EvaluationBench.DIGITS,
                                false),
                        bench.rows(interval))
                .toString();
    }

    private List<String> found(String filter) {
        return door
                .stub()
                .searchEvaluations(SearchEvaluationsRequest.newBuilder()
                        .setParent(PROJECT)
                        .setFilter(filter)
                        .build())
                .getEvaluationsList()
                .stream()
                .map(Evaluation::getName)
                .toList();
    }

    // --- datasets -------------------------------------------------------------------------------------------------

    @Test
    void items_ofForeignRows_areUnNested() {
        bench.sample(1, "{\"image\":\"AAAA\"}", "{}", null);
        bench.writeForeign(
                1, "{\"instances\":[{\"image\":\"a\"},{\"image\":\"b\"},{}]}", "{\"predictions\":[{},{},{}]}", null);
        bench.writeForeign(1, "not json", "{\"predictions\":[{},{}]}", null);
        ResourceName dataset = bench.dataset("d1", 1);

        List<String> names = new ArrayList<>();
        String token = "";
        do {
            ListDataItemsResponse page = door.stub()
                    .listDataItems(ListDataItemsRequest.newBuilder()
                            .setParent(dataset.toString())
                            .setPageSize(2)
                            .setPageToken(token)
                            .build());
            page.getDataItemsList().forEach(item -> names.add(item.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(names)
                .containsExactly(
                        dataset + "/dataItems/0000000000001",
                        dataset + "/dataItems/0000000000002-0",
                        dataset + "/dataItems/0000000000002-1",
                        dataset + "/dataItems/0000000000002-2",
                        dataset + "/dataItems/0000000000003");
        for (String name : names) {
            DataItem item = door.stub()
                    .getDataItem(GetDataItemRequest.newBuilder().setName(name).build());
            assertThat(item.getName()).isEqualTo(name);
        }
        for (String absent : List.of("0000000000002", "0000000000002-3", "0000000000001-0", "0000000000004", "x")) {
            assertFails(
                    Status.Code.NOT_FOUND,
                    "does not exist",
                    () -> door.stub()
                            .getDataItem(GetDataItemRequest.newBuilder()
                                    .setName(dataset + "/dataItems/" + absent)
                                    .build()));
        }
        assertThat(bench.get(Datasets.class).get(dataset).itemCount()).isEqualTo(5);
    }

    @Test
    void deleteDataset_heldByARun_isRefusedNamingIt() {
        ResourceName dataset = bench.dataset("d1", 1);
        ResourceName holder = bench.plan("r1", dataset).run();
        Holds holds = bench.get(Holds.class);
        bench.get(Transactions.class).write(() -> holds.hold(dataset, holder));

        assertFails(Status.Code.FAILED_PRECONDITION, holder.toString(), () -> delete(dataset));
        assertThat(door.stub()
                        .getDataset(GetDatasetRequest.newBuilder()
                                .setName(dataset.toString())
                                .build())
                        .getBlockingResourcesList())
                .containsExactly(holder.toString());

        bench.get(Transactions.class).write(() -> holds.dropAll(holder));
        delete(dataset);
    }

    @Test
    void deleteDataset_takesEvaluationsAlong_andMayBeRepeated() {
        bench.sampleDigits(1);
        ResourceName dataset = bench.dataset("d1", 1);
        ResourceName name = bench.evaluate(bench.plan("r1", dataset), bench.rows(1));
        String other = evaluate("j1", "r2", "digits");

        delete(dataset);

        assertThat(found("")).containsExactly(other);
        assertFails(
                Status.Code.NOT_FOUND,
                name.toString(),
                () -> door.stub()
                        .getEvaluation(GetEvaluationRequest.newBuilder()
                                .setName(name.toString())
                                .build()));
        assertThat(door.stub()
                        .listDatasets(ListDatasetsRequest.newBuilder()
                                .setParent(PROJECT)
                                .build())
                        .getDatasetsList())
                .singleElement()
                .satisfies(left -> assertThat(left.getName()).endsWith("of-r2"));

        while (bench.get(Datasets.class).purgeSome(bench.now())) {
            delete(dataset);
        }
        assertThat(bench.sql().numbers("SELECT count(*) FROM snapshot_item")).containsExactly(1L);
        assertThat(bench.sql().numbers("SELECT count(*) FROM evaluation")).containsExactly(2L);
        delete(dataset);

        bench.pass(Duration.ofSeconds(60));
        bench.get(Datasets.class).purgeSome(bench.now());
        assertFails(Status.Code.NOT_FOUND, "does not exist", () -> delete(dataset));
    }

    private void delete(ResourceName dataset) {
        door.stub()
                .deleteDataset(DeleteDatasetRequest.newBuilder()
                        .setName(dataset.toString())
                        .build());
    }

    private static void assertFails(Status.Code code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
