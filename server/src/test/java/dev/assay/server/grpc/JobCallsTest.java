package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import dev.assay.datalabeling.v1beta1.Attempt;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.EvaluationJob.State;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsResponse;
import dev.assay.datalabeling.v1beta1.UpdateEvaluationJobRequest;
import dev.assay.server.JobRequests;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.vocabulary.WrongState;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobCallsTest {
    private static final Duration LINGER = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    JobDoor door;
    String specSet;

    @BeforeEach
    void open() throws IOException {
        door = new JobDoor(directory);
        specSet = door.specSet();
    }

    @AfterEach
    void close() {
        door.close();
    }

    // --- create ---------------------------------------------------------------------------------------------------

    @Test
    void create_answersTheJobAsItStands() {
        EvaluationJob.Builder asked = JobRequests.multiLabel(
                        JobRequests.imageClassification(specSet, JobRequests.modelVersion("m", "v")))
                .setName("projects/other/evaluationJobs/chosen")
                .setState(State.PAUSED)
                .addAttempts(Attempt.getDefaultInstance())
                .setCreateTime(Timestamp.newBuilder().setSeconds(7));

        EvaluationJob made = door.stub().createEvaluationJob(JobRequests.create(asked));

        assertThat(made.getName()).matches("projects/shop/evaluationJobs/[0-9a-z]{26}");
        assertThat(made)
                .isEqualTo(asked.setName(made.getName())
                        .setState(State.SCHEDULED)
                        .clearAttempts()
                        .setCreateTime(Timestamp.newBuilder().setSeconds(JobDoor.START.getEpochSecond()))
                        .build());
        assertThat(door.get(made.getName())).isEqualTo(made);
    }

    @Test
    void create_withoutItsSpecSet_isNotFound_beforeAnythingElse() {
        EvaluationJob standing = door.job(specSet, "v1");
        String missing = specSet.substring(0, specSet.length() - 1) + "_";

        StatusRuntimeException failure = JobDoor.failure(Code.NOT_FOUND, () -> create(missing, standing));

        assertThat(failure).hasMessageContaining(missing);
    }

    @Test
    void create_askingPeople_withoutTheirInstruction_isNotFound() {
        EvaluationJob.Builder job = JobRequests.askingPeople(
                JobRequests.textClassification(specSet, JobRequests.modelVersion("mail", "v1")),
                "projects/shop/instructions/none");

        assertThat(JobDoor.failure(Code.NOT_FOUND, () -> door.stub().createEvaluationJob(JobRequests.create(job))))
                .hasMessageContaining("projects/shop/instructions/none");
        assertThat(door.stores().texts("SELECT id FROM job")).isEmpty();
    }

    @Test
    void create_forATakenVersion_namesTheStandingJob() {
        EvaluationJob standing = door.job(specSet, "v1");

        StatusRuntimeException failure = JobDoor.failure(Code.ALREADY_EXISTS, () -> door.job(specSet, "v1"));

        assertThat(failure).hasMessageContaining(standing.getName());
        assertThat(JobDoor.info(failure).getMetadataMap()).containsEntry("resource", standing.getName());
    }

    @Test
    void create_overATableOfAnotherProject_isRefusedAndLeavesNothing() {
        door.job(specSet, "v1");
        EvaluationJob.Builder job = JobRequests.textClassification(specSet, "projects/bank/models/mail/versions/v1");

        JobDoor.failure(
                Code.FAILED_PRECONDITION,
                () -> door.stub()
                        .createEvaluationJob(JobRequests.create(job).toBuilder()
                                .setParent("projects/bank")
                                .build()));

        assertThat(list("projects/bank", "", 0, "").getEvaluationJobsList()).isEmpty();
        assertThat(door.stores().texts("SELECT count(*) FROM hold")).containsExactly("1");
    }

    @Test
    void create_byEightAtOnce_makesOneJob() throws Exception {
        CyclicBarrier together = new CyclicBarrier(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<String> answers = IntStream.range(0, 8)
                    .mapToObj(n -> CompletableFuture.supplyAsync(() -> raceToCreate(together), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            EvaluationJob made = list("projects/shop", "", 0, "").getEvaluationJobs(0);
            assertThat(answers).containsOnly(made.getName()).hasSize(8);
            assertThat(door.stores().texts("SELECT count(*) FROM sampling_interval"))
                    .containsExactly("1");
        } finally {
            threads.shutdownNow();
        }
    }

    private String raceToCreate(CyclicBarrier together) {
        try {
            together.await();
            return door.job(specSet, "v1").getName();
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Code.ALREADY_EXISTS);
            return JobDoor.info(e).getMetadataOrThrow("resource");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // --- state ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "SCHEDULED, PAUSED,  SCHEDULED, SCHEDULED, STOPPED",
        "RUNNING,   PAUSED,  RUNNING,   RUNNING,   STOPPED",
        "PAUSED,    PAUSED,  SCHEDULED, PAUSED,    STOPPED",
        "STOPPED,   refused, refused,   refused,   STOPPED"
    })
    void everyAction_inEveryState(String from, String pause, String resume, String update, String delete) {
        assertThat(after(from, "v1", door::pause)).isEqualTo(pause);
        assertThat(after(from, "v2", door::resume)).isEqualTo(resume);
        assertThat(after(from, "v3", name -> update(name, 5, "evaluation_job_config.example_count")))
                .isEqualTo(update);
        assertThat(after(from, "v4", door::delete)).isEqualTo(delete);
    }

    @ParameterizedTest
    @CsvSource({"SCHEDULED, OPEN, true", "RUNNING, OPEN, true", "PAUSED, PAUSED, false", "STOPPED, CLOSED, false"})
    void sampling_andRuns_followTheState(String state, String gate, boolean startsRuns) {
        EvaluationJob job = jobIn(state, "v1");

        assertThat(door.sampling().find(JobDoor.name(job)).orElseThrow().gate()).hasToString(gate);
        if (startsRuns) {
            assertThat(door.due().startNow(JobDoor.name(job), door.now()).interval())
                    .isPositive();
            assertThat(door.get(job.getName()).getState()).isEqualTo(State.RUNNING);
        } else {
            assertThatThrownBy(() -> door.due().startNow(JobDoor.name(job), door.now()))
                    .isInstanceOf(WrongState.class)
                    .hasMessageContaining(state);
        }
    }

    @Test
    void resume_withAnActiveRun_isRunningAgain() {
        EvaluationJob job = jobIn("RUNNING", "v1");
        door.pause(job.getName());
        assertThat(door.get(job.getName()).getState()).isEqualTo(State.PAUSED);

        door.resume(job.getName());

        assertThat(door.get(job.getName()).getState()).isEqualTo(State.RUNNING);
    }

    private String after(String from, String version, Consumer<String> action) {
        String name = jobIn(from, version).getName();
        try {
            action.accept(name);
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
            assertThat(JobDoor.info(e).getReason()).isEqualTo("JOB_" + from);
            return "refused";
        }
        return door.get(name).getState().name();
    }

    private EvaluationJob jobIn(String state, String version) {
        EvaluationJob job = door.job(specSet, version + state.charAt(0) + state.charAt(1));
        switch (state) {
            case "RUNNING" -> Objects.requireNonNull(door.due().startNow(JobDoor.name(job), door.now()));
            case "PAUSED" -> door.pause(job.getName());
            case "STOPPED" -> door.delete(job.getName());
            default -> assertThat(state).isEqualTo("SCHEDULED");
        }
        assertThat(door.get(job.getName()).getState()).hasToString(state);
        return job;
    }

    // --- delete ---------------------------------------------------------------------------------------------------

    @Test
    void delete_lingersThenIsGone() {
        EvaluationJob job = door.job(specSet, "v1");
        door.delete(job.getName());

        door.pass(LINGER.minusMillis(1));
        door.delete(job.getName());
        assertThat(door.due().removeLingering(door.now())).isZero();
        assertThat(door.get(job.getName()).getState()).isEqualTo(State.STOPPED);
        assertThat(list("projects/shop", "", 0, "").getEvaluationJobsList())
                .extracting(EvaluationJob::getState)
                .containsExactly(State.STOPPED);

        door.pass(Duration.ofMillis(1));
        JobDoor.failure(Code.NOT_FOUND, () -> door.get(job.getName()));
        JobDoor.failure(Code.NOT_FOUND, () -> door.delete(job.getName()));
        assertThat(list("projects/shop", "", 0, "").getEvaluationJobsList()).isEmpty();
        assertThat(door.stores().texts("SELECT id FROM job")).hasSize(1);
        assertThat(door.due().removeLingering(door.now())).isEqualTo(1);
        assertThat(door.stores().texts("SELECT id FROM job")).isEmpty();
        assertThat(door.stores().texts("SELECT job FROM sampler")).isEmpty();
    }

    @Test
    void delete_freesTheVersion_dropsHolds_cancelsRuns_closesSampling() {
        EvaluationJob job = jobIn("RUNNING", "v1");

        door.delete(job.getName());

        assertThat(door.runs().records()).containsExactly("CANCELLED REQUEST");
        assertThat(door.stores().texts("SELECT holder FROM hold")).isEmpty();
        assertThat(door.stores().texts("SELECT id FROM sampling_interval WHERE seal_time IS NULL"))
                .isEmpty();
        EvaluationJob next = door.stub()
                .createEvaluationJob(
                        JobRequests.create(JobRequests.textClassification(specSet, job.getModelVersion())));
        assertThat(next.getName()).isNotEqualTo(job.getName());
        door.delete(job.getName());
        assertThat(door.get(next.getName()).getState()).isEqualTo(State.SCHEDULED);
    }

    // --- update ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"evaluation_job_config.example_count", "evaluationJobConfig.exampleCount"})
    void update_ofWhatTheMaskNames_andNothingElse(String path) {
        EvaluationJob job = door.job(specSet, "v1");

        EvaluationJob updated = update(job.getName(), 5, path);

        assertThat(updated.getEvaluationJobConfig())
                .isEqualTo(job.getEvaluationJobConfig().toBuilder()
                        .setExampleCount(5)
                        .build());
        assertThat(door.get(job.getName())).isEqualTo(updated);
        assertThat(door.sampling().find(JobDoor.name(job)).orElseThrow().settings())
                .isEqualTo(new SamplerSettings(1, 5));
    }

    @Test
    void update_withAnEmptyMask_takesWhatIsSet() {
        EvaluationJob job = door.job(specSet, "v1");

        EvaluationJob updated = update(job.getName(), 5);

        assertThat(updated.getEvaluationJobConfig().getExampleCount()).isEqualTo(5);
        assertThat(updated.getEvaluationJobConfig().getExampleSamplePercentage())
                .isEqualTo(0.25);
        assertThat(updated.getDescription()).isEqualTo(job.getDescription());
        assertThat(update(job.getName(), 0).getEvaluationJobConfig()).isEqualTo(updated.getEvaluationJobConfig());
    }

    @Test
    void update_toZeroPercent_isPossibleByMask() {
        EvaluationJob job = door.job(specSet, "v1");
        UpdateEvaluationJobRequest request = UpdateEvaluationJobRequest.newBuilder()
                .setEvaluationJob(EvaluationJob.newBuilder().setName(job.getName()))
                .setUpdateMask(FieldMask.newBuilder().addPaths("evaluationJobConfig.exampleSamplePercentage"))
                .build();

        EvaluationJob updated = door.stub().updateEvaluationJob(request);

        assertThat(updated.getEvaluationJobConfig().getExampleSamplePercentage())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "description",
                "*",
                "",
                "evaluation_job_config",
                "evaluation_job_config.exampleCount",
                "evaluation_job.evaluation_job_config.example_count"
            })
    void update_ofAnythingElse_blamesTheMask(String path) {
        EvaluationJob job = door.job(specSet, "v1");

        assertThat(JobDoor.blamed(() -> update(job.getName(), 5, "evaluation_job_config.example_count", path)))
                .containsExactly("update_mask");
        assertThat(door.get(job.getName())).isEqualTo(job);
    }

    @Test
    void update_checksValues_allAtOnce() {
        EvaluationJob.Builder job =
                EvaluationJob.newBuilder().setName(door.job(specSet, "v1").getName());
        job.getEvaluationJobConfigBuilder().setExampleCount(-1).setExampleSamplePercentage(2);

        assertThat(JobDoor.blamed(() -> door.stub()
                        .updateEvaluationJob(UpdateEvaluationJobRequest.newBuilder()
                                .setEvaluationJob(job)
                                .build())))
                .containsExactly(
                        "evaluation_job.evaluation_job_config.example_count",
                        "evaluation_job.evaluation_job_config.example_sample_percentage");
    }

    @Test
    void update_ofTheInstruction_whereNobodyIsAsked_blamesIt() {
        EvaluationJob.Builder job =
                EvaluationJob.newBuilder().setName(door.job(specSet, "v1").getName());
        job.getEvaluationJobConfigBuilder().getHumanAnnotationConfigBuilder().setInstruction(JobDoor.INSTRUCTION);

        assertThat(JobDoor.blamed(() -> door.stub()
                        .updateEvaluationJob(UpdateEvaluationJobRequest.newBuilder()
                                .setEvaluationJob(job)
                                .build())))
                .containsExactly("evaluation_job.evaluation_job_config.human_annotation_config.instruction");
    }

    private EvaluationJob update(String name, int exampleCount, String... mask) {
        EvaluationJob.Builder job = EvaluationJob.newBuilder().setName(name).setDescription("ignored");
        job.getEvaluationJobConfigBuilder()
                .setExampleCount(exampleCount)
                .setExampleSamplePercentage(exampleCount == 0 ? 0 : 0.25);
        return door.stub()
                .updateEvaluationJob(UpdateEvaluationJobRequest.newBuilder()
                        .setEvaluationJob(job)
                        .setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(mask)))
                        .build());
    }

    // --- get ------------------------------------------------------------------------------------------------------

    @Test
    void get_showsTheLatestHundredFailures_newestLast() {
        EvaluationJob job = door.job(specSet, "v1");
        door.runs().fail(JobDoor.name(job), door.now(), 103);

        List<Attempt> attempts = door.get(job.getName()).getAttemptsList();

        assertThat(attempts)
                .extracting(attempt -> attempt.getPartialFailures(0).getMessage())
                .containsExactlyElementsOf(
                        IntStream.range(3, 103).mapToObj(n -> "failure " + n).toList());
        assertThat(attempts.get(99).getAttemptTime().getSeconds())
                .isEqualTo(door.now().getEpochSecond() + 102);
        assertThat(list("projects/shop", "", 0, "").getEvaluationJobs(0).getAttemptsList())
                .isEqualTo(attempts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "projects/shop", "projects/shop/datasets/x", "projects/shop/evaluationJobs/a/b"})
    void names_ofTheWrongForm_blameTheField(String name) {
        assertThat(JobDoor.blamed(() -> door.get(name))).containsExactly("name");
        assertThat(JobDoor.blamed(() -> door.pause(name))).containsExactly("name");
        assertThat(JobDoor.blamed(() -> door.resume(name))).containsExactly("name");
        assertThat(JobDoor.blamed(() -> door.delete(name))).containsExactly("name");
        assertThat(JobDoor.blamed(() -> update(name, 5))).containsExactly("evaluation_job.name");
    }

    @Test
    void names_ofNothing_areNotFound() {
        String id = door.job(specSet, "v1").getName().substring("projects/shop".length());
        for (String name : List.of("projects/shop/evaluationJobs/none", "projects/bank" + id)) {
            JobDoor.failure(Code.NOT_FOUND, () -> door.get(name));
            JobDoor.failure(Code.NOT_FOUND, () -> door.pause(name));
            JobDoor.failure(Code.NOT_FOUND, () -> door.resume(name));
            JobDoor.failure(Code.NOT_FOUND, () -> door.delete(name));
            JobDoor.failure(Code.NOT_FOUND, () -> update(name, 5));
        }
    }

    private void create(String otherSpecSet, EvaluationJob like) {
        var unused = door.stub()
                .createEvaluationJob(
                        JobRequests.create(JobRequests.textClassification(otherSpecSet, like.getModelVersion())));
    }

    private ListEvaluationJobsResponse list(String parent, String filter, int pageSize, String pageToken) {
        return door.stub()
                .listEvaluationJobs(ListEvaluationJobsRequest.newBuilder()
                        .setParent(parent)
                        .setFilter(filter)
                        .setPageSize(pageSize)
                        .setPageToken(pageToken)
                        .build());
    }
}
