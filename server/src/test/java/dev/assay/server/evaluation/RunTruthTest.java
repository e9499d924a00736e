package dev.assay.server.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.Held;
import dev.assay.server.dataset.annotated.AnnotatedDataset;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.annotated.Example;
import dev.assay.server.dataset.annotated.Examples;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTruthTest {
    private static final String PREDICTION = "{\"labels\":[\"1\",\"7\"],\"scores\":[0.75,0.25]}";
    private static final String IMAGE = "{\"image\":\"AAAA\"}";

    @TempDir
    Path directory;

    private EvaluationBench bench;
    private Evaluations evaluations;
    private AnnotatedDatasets annotatedDatasets;

    @BeforeEach
    void open() {
        bench = new EvaluationBench(directory);
        evaluations = bench.get(Evaluations.class);
        annotatedDatasets = bench.get(AnnotatedDatasets.class);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void truth_ofARun_isAnAnnotatedDatasetOfTheEvaluatedItems() {
        bench.sample(1, IMAGE, PREDICTION, "{\"labels\":[\"1\"]}");
        bench.sample(1, IMAGE, PREDICTION, null);
        bench.sample(1, IMAGE, "{\"labels\":[\"1\"]}", "{\"labels\":[\"1\"]}");
        bench.sample(1, IMAGE, PREDICTION, "{\"labels\":[\"7\"]}");
        bench.sample(1, IMAGE, PREDICTION, "{\"labels\":[\"1\"]}");
        ResourceName dataset = bench.dataset("d1", 1);
        EvaluationPlan plan = bench.plan("r1", dataset);

        ResourceName evaluation = bench.evaluate(plan, bench.rows(1));

        AnnotatedDataset truth = only(dataset);
        assertThat(truth.displayName()).isEqualTo("Ground truth of " + bench.now() + ", revision 1");
        assertThat(truth.description()).contains(plan.run().toString());
        assertThat(truth.annotationType()).isEqualTo(AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION);
        assertThat(truth.exampleCount()).isEqualTo(5);
        assertThat(truth.completedExampleCount()).isEqualTo(3);
        assertThat(truth.labelStats()).isEqualTo(Map.of("1", 2L, "7", 1L));
        List<Comparison> comparisons =
                evaluations.comparisons(evaluation, PageRequest.of(0, "")).entries();
        assertThat(comparisons).hasSize(3).allSatisfy(comparison -> {
            Example example = bench.get(Examples.class).get(comparison.example(), "");
            assertThat(example.payload()).usingRecursiveComparison().isEqualTo(comparison.payload());
            assertThat(example.annotations()).isNotEmpty().isEqualTo(comparison.truth());
        });
    }

    @Test
    void truth_ofSeveralLabelsOrNone_isKeptWhole() {
        bench.sample(1, IMAGE, PREDICTION, "{\"labels\":[\"7\",\"1\"]}");
        bench.sample(1, IMAGE, PREDICTION, "{\"labels\":[]}");
        ResourceName dataset = bench.dataset("d1", 1);
        EvaluationPlan plan =
                bench.plan(EvaluationBench.job("j1"), "r1", dataset, "digits", EvaluationBench.DIGITS, true);

        bench.evaluate(plan, bench.rows(1));

        assertThat(only(dataset).labelStats()).isEqualTo(Map.of("1", 1L, "7", 1L));
        assertThat(bench.get(Examples.class)
                        .list(only(dataset).name(), "", PageRequest.of(0, ""))
                        .entries())
                .extracting(example -> example.annotations().stream()
                        .flatMap(annotation -> annotation.value().labels().stream())
                        .toList())
                .containsExactly(List.of("1", "7"), List.of());
    }

    @Test
    void truth_isShownInTheTransactionThatPublishes() {
        bench.sampleDigits(1);
        ResourceName dataset = bench.dataset("d1", 1);
        EvaluationPlan plan = bench.plan("r1", dataset);
        Prepared prepared = evaluations.prepare(plan, bench.rows(1), bench.claim(plan), bench::now);
        ResourceName name = prepared.snapshot().annotatedDataset();

        assertThatThrownBy(() -> annotatedDatasets.get(name)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench.get(Transactions.class).write(() -> {
                    evaluations.publish(prepared, bench.now());
                    throw new IllegalStateException("the run was cancelled");
                }))
                .hasMessage("the run was cancelled");
        assertThatThrownBy(() -> annotatedDatasets.get(name)).isInstanceOf(NotFound.class);

        evaluations.publish(prepared, bench.now());
        assertThat(annotatedDatasets.get(name).completedExampleCount()).isEqualTo(1397);
    }

    @Test
    void truth_ofAnEarlierRevision_staysAsItWas() {
        bench.sample(1, IMAGE, PREDICTION, "{\"labels\":[\"1\"]}");
        ResourceName dataset = bench.dataset("d1", 1);
        EvaluationPlan first = bench.plan("r1", dataset);
        bench.evaluate(first, bench.rows(1));
        AnnotatedDataset before = only(dataset);
        bench.sql().execute("UPDATE \"samples.digits\" SET groundtruth = '{\"labels\":\"7\"}'");
        bench.pass(Duration.ofSeconds(1));

        bench.evaluate(
                new EvaluationPlan(
                        first.run(),
                        2,
                        first.runTime(),
                        dataset,
                        first.modelId(),
                        first.labels(),
                        false,
                        first.keys(),
                        first.annotationType(),
                        first.config()),
                bench.rows(1));

        List<AnnotatedDataset> both = all(dataset);
        assertThat(both).hasSize(2);
        assertThat(both.get(0)).usingRecursiveComparison().isEqualTo(before);
        assertThat(both.get(1).displayName()).endsWith("revision 2");
        assertThat(both.get(1).labelStats()).isEqualTo(Map.of("7", 1L));
    }

    @Test
    void truth_ofARunWhoseTryWasLost_isThatOfTheLastTry() {
        bench.sampleDigits(1);
        ResourceName dataset = bench.dataset("d1", 1);
        EvaluationPlan plan = bench.plan("r1", dataset);
        Fence lost = bench.claim(plan);
        evaluations.prepare(plan, bench.rows(1), lost, bench::now);
        bench.sql().execute("UPDATE \"samples.digits\" SET groundtruth = '{\"labels\":\"7\"}'");

        bench.evaluate(plan, bench.rows(1));

        assertThat(only(dataset).labelStats()).isEqualTo(Map.of("7", 1397L));
        bench.pass(Duration.ofSeconds(60));
        while (annotatedDatasets.purgeSome(bench.now())) {}
        annotatedDatasets.purgeSome(bench.now());
        assertThat(bench.sql().numbers("SELECT count(*) FROM annotated_dataset"))
                .containsExactly(1L);
        assertThat(bench.sql().numbers("SELECT count(*) FROM example_label")).containsExactly(1397L);
    }

    private AnnotatedDataset only(ResourceName dataset) {
        List<AnnotatedDataset> all = all(dataset);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private List<AnnotatedDataset> all(ResourceName dataset) {
        return annotatedDatasets.list(dataset, PageRequest.of(0, "")).entries().stream()
                .map(Held::resource)
                .toList();
    }
}
