package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.EvaluationMetrics;
import dev.assay.datalabeling.v1beta1.GetEvaluationJobRequest;
import dev.assay.datalabeling.v1beta1.GetEvaluationRequest;
import dev.assay.server.store.PostgresForTests;
import dev.assay.v1.ClassificationReport;
import dev.assay.v1.GetEvaluationReportRequest;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.Run;
import dev.assay.v1.WatchRunRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The loop as a whole, over sockets: digits are predicted, a third of them have their truth, people who err at known rates
 * are asked about the others, and what is published is what their consensus gives.
 */
@Timeout(300)
class PeopleLabelRunsTest {
    private static final long SEED = 20_260_302;
    private static final int FIRST_HALF = 700;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void evaluations_areThoseOfTheConsensus_overTwoRunsThatOverlap(boolean postgresql) throws Exception {
        System.out.println("seed " + SEED + (postgresql ? ", PostgreSQL" : ", embedded"));
        try (ServerProcess server = start(postgresql);
                Api api = new Api(server);
                PeopleWhoLabel people = new PeopleWhoLabel(SEED, server.grpcPort())) {
            String job = api.createDigitsJob("asking", PeopleLabel.asking(PeopleLabel.instruction(api), 3));
            assertThat(state(api, job)).isEqualTo(EvaluationJob.State.SCHEDULED);

            PeopleLabel.log(api, "asking", 0, FIRST_HALF);
            provide(api, job, knownTruths(0, FIRST_HALF));
            Run first = PeopleLabel.listed(api, api.startRun(job));
            CompletableFuture<List<Run>> seen = watch(api, first);
            PeopleLabel.log(api, "asking", FIRST_HALF, Digits.COUNT);
            provide(api, job, knownTruths(FIRST_HALF, Digits.COUNT));
            Run second = PeopleLabel.listed(api, api.startRun(job));
            assertThat(state(api, job)).isEqualTo(EvaluationJob.State.RUNNING);

            people.answerAll(second.getLabeling().getTask());
            Run secondEnded = api.ended(second.getName());
            assertThat(state(api, job)).isEqualTo(EvaluationJob.State.RUNNING);
            people.answerAll(first.getLabeling().getTask());
            Run firstEnded = api.ended(first.getName());
            assertThat(state(api, job)).isEqualTo(EvaluationJob.State.SCHEDULED);

            assertLooksLikeThreeReplicas(people);
            assertSeesAnswersCome(seen.get(), firstEnded);
            String control = api.createDigitsJob("control", 10_000);
            assertEqualsConsensus(api, control, people, firstEnded, 0, FIRST_HALF);
            assertEqualsConsensus(api, control, people, secondEnded, FIRST_HALF, Digits.COUNT);
        }
    }

    private ServerProcess start(boolean postgresql) throws Exception {
        List<String> options = new ArrayList<>(List.of(PeopleLabel.options(folder)));
        if (postgresql) {
            options.addAll(
                    List.of("--database-url", PostgresForTests.emptyDatabase().url()));
        }
        return ServerProcess.start(folder.resolve("data"), options.toArray(String[]::new));
    }

    // --- what happens ---------------------------------------------------------------------------------------------

    private static void provide(Api api, String job, List<GroundTruth> truths) {
        var results = api.log()
                .provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                        .setEvaluationJob(job)
                        .addAllGroundTruths(truths)
                        .build());
        assertThat(results.getResultsList())
                .allSatisfy(result -> assertThat(result.getOutcome().name()).isEqualTo("APPLIED"));
    }

    /** Every third digit has its truth before anybody is asked. */
    private static boolean isKnown(int line) {
        return line % 3 == 0;
    }

    private static List<GroundTruth> knownTruths(int from, int to) {
        List<GroundTruth> all = Digits.truths();
        return IntStream.range(from, to)
                .filter(PeopleLabelRunsTest::isKnown)
                .mapToObj(all::get)
                .toList();
    }

    private static CompletableFuture<List<Run>> watch(Api api, Run run) {
        return CompletableFuture.supplyAsync(() -> {
            List<Run> seen = new ArrayList<>();
            api.runs()
                    .watchRun(
                            WatchRunRequest.newBuilder().setName(run.getName()).build())
                    .forEachRemaining(seen::add);
            return seen;
        });
    }

    private static EvaluationJob.State state(Api api, String job) {
        return api.labeling()
                .getEvaluationJob(
                        GetEvaluationJobRequest.newBuilder().setName(job).build())
                .getState();
    }

    // --- what must hold -------------------------------------------------------------------------------------------

    private static void assertLooksLikeThreeReplicas(PeopleWhoLabel people) {
        assertThat(people.said().keySet())
                .isEqualTo(IntStream.range(0, Digits.COUNT)
                        .filter(line -> !isKnown(line))
                        .boxed()
                        .collect(Collectors.toSet()));
        // A third person is asked where the first two differ, and nowhere else.
        assertThat(people.said().values())
                .allSatisfy(said ->
                        assertThat(said).hasSize(said.stream().distinct().count() == 1 ? 2 : 3));
        assertThat(people.said().values())
                .as("who errs is contradicted")
                .anySatisfy(said -> assertThat(said).hasSize(3));
    }

    private static void assertSeesAnswersCome(List<Run> seen, Run ended) {
        assertThat(seen.get(seen.size() - 1)).isEqualTo(ended);
        assertThat(seen.stream()
                        .map(run -> run.getLabeling().getAnswerCount())
                        .distinct()
                        .count())
                .as("counts that a watcher saw")
                .isGreaterThan(2);
        assertThat(seen).extracting(Run::getState).contains(Run.State.LABELING, Run.State.SUCCEEDED);
    }

    /** A job that nobody labels for, given the truth of the consensus by its owner, comes to the same. */
    private static void assertEqualsConsensus(
            Api api, String control, PeopleWhoLabel people, Run asked, int from, int to) {
        assertThat(asked.getState()).isEqualTo(Run.State.SUCCEEDED);
        PeopleLabel.log(api, "control", from, to);
        List<GroundTruth> truths = new ArrayList<>(knownTruths(from, to));
        int settled = 0;
        int unsettled = 0;
        for (int line = from; line < to; line++) {
            if (!isKnown(line)) {
                String label = people.majority(line);
                if (label == null) {
                    unsettled++;
                } else {
                    settled++;
                    truths.add(GroundTruth.newBuilder()
                            .setPredictionId(Digits.lines().get(line).get("id").getAsString())
                            .setGroundTruth("{\"labels\":\"" + label + "\"}")
                            .build());
                }
            }
        }
        provide(api, control, truths);
        Run given = api.ended(api.startRun(control).getName());

        assertThat(metrics(api, asked)).isEqualTo(metrics(api, given));
        assertThat(report(api, asked)).isEqualTo(report(api, given));
        assertThat(asked.getLabeling().getAgreedItemCount()).isEqualTo(settled);
        assertThat(asked.getLabeling().getUnsettledItemCount())
                .isEqualTo(unsettled)
                .isPositive();
        System.out.printf(
                "lines %d to %d: %d agreed on, %d not; mean average precision %.6f%n",
                from, to, settled, unsettled, report(api, asked).getMeanAveragePrecision());
    }

    private static EvaluationMetrics metrics(Api api, Run run) {
        return api.labeling()
                .getEvaluation(GetEvaluationRequest.newBuilder()
                        .setName(run.getEvaluation())
                        .build())
                .getEvaluationMetrics();
    }

    private static ClassificationReport report(Api api, Run run) {
        return api.runs()
                .getEvaluationReport(GetEvaluationReportRequest.newBuilder()
                        .setName(run.getEvaluation())
                        .build())
                .getClassification();
    }
}
