package dev.assay.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.EvaluationJob.State;
import dev.assay.server.JobRequests;
import dev.assay.server.grpc.JobDoor;
import dev.assay.server.run.Run;
import dev.assay.server.run.RunPlan;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Due times of a job created at 2026-03-02 08:00, so due from that day on at 10:00, every day unless told otherwise. */
class DueJobsTest {
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

    @Test
    void sweep_atTheDueTime_andOnce() {
        door.job(specSet, "v1");

        assertThat(tick("2026-03-02T09:59:59.999999Z")).isZero();
        assertThat(tick("2026-03-02T10:00:00Z")).isEqualTo(1);
        assertThat(tick("2026-03-02T10:00:00Z")).isZero();
        assertThat(tick("2026-03-02T10:00:02Z")).isZero();
        assertThat(tick("2026-03-03T10:00:01Z")).isEqualTo(1);

        assertThat(door.runs().records())
                .containsExactly("CLAIMED SCHEDULE 03-02T10 03-02T10 1", "CLAIMED SCHEDULE 03-03T10 03-03T10 1");
    }

    @Test
    void sweep_everyThreeDays_beginsTwoDaysAfterTheAnchor() {
        door.stub()
                .createEvaluationJob(
                        JobRequests.create(JobRequests.textClassification(specSet, JobRequests.modelVersion("m", "v"))
                                .setSchedule("every 72 hours")));

        assertThat(tick("2026-03-03T23:00:00Z")).isZero();
        assertThat(tick("2026-03-04T10:00:00Z")).isEqualTo(1);
        assertThat(tick("2026-03-07T09:00:00Z")).isZero();
        assertThat(tick("2026-03-07T10:00:00Z")).isEqualTo(1);
    }

    @Test
    void sweep_afterDowntime_coversAllMissedTimesByOneRun() {
        door.job(specSet, "v1");
        tick("2026-03-02T10:00:00Z");

        assertThat(tick("2026-03-09T23:00:00Z")).isEqualTo(1);
        assertThat(tick("2026-03-09T23:00:02Z")).isZero();
        assertThat(tick("2026-03-10T10:00:00Z")).isEqualTo(1);

        assertThat(door.runs().records())
                .containsExactly(
                        "CLAIMED SCHEDULE 03-02T10 03-02T10 1",
                        "CLAIMED SCHEDULE 03-03T10 03-09T10 7",
                        "CLAIMED SCHEDULE 03-10T10 03-10T10 1");
    }

    @Test
    void sweep_whilePaused_startsNothing_andResumeLeavesOneSkippedRecord() {
        EvaluationJob job = door.job(specSet, "v1");
        tick("2026-03-02T10:00:00Z");
        door.pause(job.getName());

        assertThat(tick("2026-03-04T10:00:00Z")).isZero();
        door.at("2026-03-05T12:00:00Z");
        door.resume(job.getName());
        assertThat(tick("2026-03-05T12:00:02Z")).isZero();
        assertThat(tick("2026-03-06T10:00:00Z")).isEqualTo(1);

        assertThat(door.runs().records())
                .containsExactly(
                        "CLAIMED SCHEDULE 03-02T10 03-02T10 1",
                        "SKIPPED SCHEDULE 03-03T10 03-05T10 3",
                        "CLAIMED SCHEDULE 03-06T10 03-06T10 1");
    }

    @Test
    void resume_beforeAnythingFellDue_leavesNoRecord() {
        EvaluationJob job = door.job(specSet, "v1");
        door.pause(job.getName());
        door.at("2026-03-02T09:59:59Z");
        door.resume(job.getName());

        assertThat(door.runs().records()).isEmpty();
        assertThat(tick("2026-03-02T10:00:00Z")).isEqualTo(1);
    }

    @Test
    void delete_ofAPausedJob_leavesOneSkippedRecord() {
        EvaluationJob job = door.job(specSet, "v1");
        door.pause(job.getName());
        door.at("2026-03-03T12:00:00Z");

        door.delete(job.getName());
        door.delete(job.getName());

        assertThat(door.runs().records()).containsExactly("SKIPPED SCHEDULE 03-02T10 03-03T10 2");
        assertThat(tick("2026-03-04T10:00:00Z")).isZero();
    }

    @Test
    void sweep_byManyAtOnce_beginsEachRunOnce() {
        for (int n = 0; n < 20; n++) {
            door.job(specSet, "v" + n);
        }
        door.at("2026-03-02T10:00:00Z");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            int begun = IntStream.range(0, 8)
                    .mapToObj(n -> CompletableFuture.supplyAsync(() -> sweep(door.now()), threads))
                    .toList()
                    .stream()
                    .mapToInt(CompletableFuture::join)
                    .sum();

            assertThat(begun).isEqualTo(20);
            assertThat(door.runs().records()).hasSize(20);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void startSome_takesTheLongestDueFirst_soManyAtOnce() {
        EvaluationJob later = door.job(specSet, "v1");
        EvaluationJob late = door.job(specSet, "v2");
        door.pause(later.getName());
        door.at("2026-03-02T11:00:00Z");
        door.resume(later.getName());
        door.at("2026-03-03T12:00:00Z");

        DueSweep sweep = door.due().sweep(door.now(), 1);
        assertThat(sweep.startSome(door.now())).isEqualTo(1);
        assertThat(door.get(late.getName()).getState()).isEqualTo(State.RUNNING);
        assertThat(door.get(later.getName()).getState()).isEqualTo(State.SCHEDULED);
        assertThat(sweep.startSome(door.now())).isEqualTo(1);
        assertThat(door.get(later.getName()).getState()).isEqualTo(State.RUNNING);
        assertThat(sweep.startSome(door.now())).isZero();
        assertThat(sweep.isDone()).isTrue();
    }

    @Test
    void sweep_withManyJobsThatFailAtItsHead_reachesThoseBehind() {
        List<ResourceName> broken = IntStream.range(0, 12)
                .mapToObj(n -> JobDoor.name(door.job(specSet, "broken" + n)))
                .toList();
        door.pass(Duration.ofSeconds(1));
        door.job(specSet, "sound");
        door.runs().breakFor(broken);
        door.at("2026-03-02T10:00:00Z");
        DueSweep sweep = door.due().sweep(door.now(), 4);
        int begun = 0;
        int calls = 0;
        while (!sweep.isDone()) {
            begun += sweep.startSome(door.now());
            calls++;
        }

        assertThat(begun).isEqualTo(1);
        assertThat(calls).isEqualTo(4);
        assertThat(door.runs().records()).hasSize(1);
    }

    @Test
    void pause_afterADueTimeThatNoSweepHasSeen_beginsItsRunFirst() {
        EvaluationJob job = door.job(specSet, "v1");
        door.at("2026-03-02T10:00:01Z");
        door.pause(job.getName());
        assertThat(door.get(job.getName()).getState()).isEqualTo(State.PAUSED);
        assertThat(tick("2026-03-02T10:00:02Z")).isZero();
        door.at("2026-03-04T12:00:00Z");
        door.pause(job.getName());
        door.resume(job.getName());

        assertThat(door.runs().records())
                .containsExactly("CLAIMED SCHEDULE 03-02T10 03-02T10 1", "SKIPPED SCHEDULE 03-03T10 03-04T10 2");
        assertThat(door.get(job.getName()).getState()).isEqualTo(State.RUNNING);
    }

    @Test
    void sweep_ofAJobThatFails_leavesItDue_andStartsTheOthers() {
        EvaluationJob broken = door.job(specSet, "v1");
        EvaluationJob sound = door.job(specSet, "v2");
        door.runs().breakFor(List.of(JobDoor.name(broken)));

        assertThat(tick("2026-03-02T10:00:00Z")).isEqualTo(1);
        assertThat(door.get(sound.getName()).getState()).isEqualTo(State.RUNNING);

        door.runs().breakFor(List.of());
        assertThat(tick("2026-03-03T10:00:00Z")).isEqualTo(2);
        assertThat(door.runs().records()).contains("CLAIMED SCHEDULE 03-02T10 03-03T10 2");
    }

    @Test
    void sweep_handsThePlanOver() {
        EvaluationJob job = door.stub()
                .createEvaluationJob(JobRequests.create(JobRequests.multiLabel(
                        JobRequests.imageClassification(specSet, JobRequests.modelVersion("m", "v")))));
        tick("2026-03-02T10:00:00Z");

        RunPlan plan = door.runs().plans().get(0);

        assertThat(plan.job()).isEqualTo(JobDoor.name(job));
        assertThat(plan.modelVersion()).hasToString(job.getModelVersion());
        assertThat(plan.annotationSpecSet()).hasToString(specSet);
        assertThat(plan.labels()).containsExactly("cat", "dog");
        assertThat(plan.annotationType()).isEqualTo("IMAGE_CLASSIFICATION_ANNOTATION");
        assertThat(plan.dataType()).hasToString("IMAGE");
        assertThat(plan.multiLabel()).isTrue();
        assertThat(plan.table()).hasToString("bq://shop/samples/images");
        assertThat(plan.importKeys())
                .isEqualTo(Map.of(
                        "reference_json_key",
                        "image_uri",
                        "label_json_key",
                        "labels",
                        "label_score_json_key",
                        "scores"));
        assertThat(plan.inputConfig())
                .isEqualTo(job.getEvaluationJobConfig().getInputConfig().toByteArray());
    }

    @Test
    void startNow_leavesTheScheduleAlone_andRunsInParallel() {
        ResourceName job = JobDoor.name(door.job(specSet, "v1"));
        Run first = door.due().startNow(job, door.now());
        Run second = door.due().startNow(job, door.pass(Duration.ofSeconds(1)));
        assertThat(second.interval()).isNotEqualTo(first.interval());

        assertThat(tick("2026-03-02T10:00:00Z")).isEqualTo(1);

        assertThat(door.runs().records())
                .containsExactly("CLAIMED REQUEST", "CLAIMED REQUEST", "CLAIMED SCHEDULE 03-02T10 03-02T10 1");
    }

    @Test
    void state_isRunningUntilTheLastRunEnds() {
        EvaluationJob job = door.job(specSet, "v1");
        Run run = door.due().startNow(JobDoor.name(job), door.now());
        assertThat(door.get(job.getName()).getState()).isEqualTo(State.RUNNING);

        door.runs().succeed(run, door.pass(Duration.ofSeconds(1)));

        assertThat(door.get(job.getName()).getState()).isEqualTo(State.SCHEDULED);
        assertThat(door.get(job.getName()).getAttemptsList()).isEmpty();
    }

    @Test
    void startNow_ofNoJob_isNotFound() {
        assertThatThrownBy(() ->
                        door.due().startNow(ResourceName.of(ResourceKind.EVALUATION_JOB, "shop", "none"), door.now()))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void everyDueTime_isInExactlyOneRecord_whateverHappens() {
        long seed = 20_260_302;
        Random random = new Random(seed);
        EvaluationJob job = door.job(specSet, "v1");
        boolean paused = false;
        for (int step = 0; step < 200; step++) {
            door.pass(Duration.ofMinutes(random.nextInt(4_000)));
            switch (random.nextInt(3)) {
                case 0 -> sweep(door.now());
                case 1 -> {
                    if (paused) {
                        door.resume(job.getName());
                    } else {
                        door.pause(job.getName());
                    }
                    paused = !paused;
                }
                default -> sweep(door.now().minusSeconds(random.nextInt(100_000)));
            }
        }
        door.delete(job.getName());

        List<String> gaps = door.stores().texts("""
                        SELECT first_due - lag(last_due, 1, first_due - 86400000000) OVER (ORDER BY first_due)
                        FROM run WHERE first_due IS NOT NULL""");
        assertThat(gaps).as("seed %s", seed).isNotEmpty().containsOnly("86400000000");
        long days =
                Duration.between(door.at("2026-03-02T10:00:00Z"), lastTick()).toDays() + 1;
        assertThat(door.stores().texts("SELECT sum(due_count) FROM run")).containsExactly(Long.toString(days));
    }

    private Instant lastTick() {
        return Micros.time(Long.parseLong(
                door.stores().texts("SELECT max(last_due) FROM run").get(0)));
    }

    private int tick(String time) {
        return sweep(door.at(time));
    }

    private int sweep(Instant now) {
        DueSweep sweep = door.due().sweep(now);
        int begun = 0;
        while (!sweep.isDone()) {
            begun += sweep.startSome(now);
        }
        return begun;
    }
}
