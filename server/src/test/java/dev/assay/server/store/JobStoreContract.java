package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.job.DueJob;
import dev.assay.server.job.Job;
import dev.assay.server.job.JobState;
import dev.assay.server.job.draft.JobDefinition;
import dev.assay.server.job.draft.JobDraft;
import dev.assay.server.job.draft.Problem;
import dev.assay.server.labeling.Asking;
import dev.assay.server.run.RunFailure;
import dev.assay.server.run.RunState;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.sampling.TableName;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of jobs must do. */
abstract class JobStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123456Z");
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "shop");
    private static final TableName TABLE = new TableName("source", "samples", "rows");

    private CountedDatabase database;
    private SqlJobStore store;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = new CountedDatabase(open());
        store = new SqlJobStore(database);
        database.update(handle -> handle.execute(
                "INSERT INTO sample_table (dataset, name, project, source_project, create_time) VALUES (?, ?, ?, ?, 0)",
                TABLE.dataset(),
                TABLE.table(),
                "shop",
                TABLE.sourceProject()));
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void find_answersWhatWasInserted() {
        Job asking = job("a", "v1", NOW, name(ResourceKind.INSTRUCTION, "i"), Problem.TEXT_CLASSIFICATION_ANNOTATION);
        Job boxes = job("b", "v2", NOW, null, Problem.IMAGE_BOUNDING_BOX_ANNOTATION);
        keep(asking);
        keep(boxes);

        for (Job job : List.of(asking, boxes)) {
            assertThat(store.find(job.name())).get().usingRecursiveComparison().isEqualTo(job);
        }
        assertThat(store.find(ResourceName.of(ResourceKind.EVALUATION_JOB, "bank", "a")))
                .isEmpty();
        assertThat(store.find(name(ResourceKind.EVALUATION_JOB, "none"))).isEmpty();
    }

    @Test
    void insert_forATakenVersion_namesTheStandingJob_untilItIsStopped() {
        Job standing = job("a", "v1");
        Job next = job("b", "v1");
        keep(standing);

        assertThat(store.insert(next)).contains(standing.name());
        assertThat(store.find(next.name())).isEmpty();

        assertThat(store.stop(standing.name(), NOW)).isTrue();
        assertThat(store.insert(next)).isEmpty();
    }

    @Test
    void findAll_answersThoseThatAreThere_inOneStatement() {
        Job first = job("a", "v1");
        Job second = job("b", "v2");
        keep(first);
        keep(second);
        keep(job("c", "v3"));
        addRun(second, "r1", null);
        database.take();

        List<Job> found = store.findAll(List.of(
                first.name(),
                second.name(),
                name(ResourceKind.EVALUATION_JOB, "none"),
                ResourceName.of(ResourceKind.EVALUATION_JOB, "bank", "c")));

        assertThat(database.take()).hasSize(1);
        assertThat(found).extracting(Job::name).containsExactlyInAnyOrder(first.name(), second.name());
        assertThat(found).extracting(Job::state).containsExactlyInAnyOrder(JobState.SCHEDULED, JobState.RUNNING);
        assertThat(store.findAll(List.of())).isEmpty();
    }

    @Test
    void find_isOneStatement_whateverBelongsToTheJob() {
        Job job = job("a", "v1");
        keep(job);
        addRun(job, "r1", null);
        addFailures(job, "r0", 120);
        database.take();

        Job found = store.find(job.name()).orElseThrow();

        assertThat(database.take()).hasSize(1);
        assertThat(found.state()).isEqualTo(JobState.RUNNING);
        assertThat(found.attempts()).hasSize(100);
        assertThat(found.attempts().get(0).message()).isEqualTo("failure 20");
        assertThat(found.attempts().get(99))
                .isEqualTo(new RunFailure(
                        NOW.plusSeconds(119), RunState.DATASET, "NO_USABLE_ROWS", "failure 119", Map.of("rows", "7")));
    }

    @Test
    void runActive_onlyWhileARunOfThatJobHasNotEnded() {
        Job one = job("a", "v1");
        Job other = job("b", "v2");
        keep(one);
        keep(other);
        addRun(one, "r1", NOW);
        assertThat(store.find(one.name()).orElseThrow().runActive()).isFalse();

        addRun(one, "r2", null);

        assertThat(store.find(one.name()).orElseThrow().runActive()).isTrue();
        assertThat(store.find(other.name()).orElseThrow().runActive()).isFalse();
    }

    @Test
    void attempts_ofManyJobs_areOneStatement_andTheLatestOfEach() {
        Job one = job("a", "v1");
        Job other = job("b", "v2");
        Job sound = job("c", "v3");
        List.of(one, other, sound).forEach(this::keep);
        addFailures(one, "r1", 101);
        addFailures(other, "r2", 2);
        database.take();

        Map<ResourceName, List<RunFailure>> attempts = store.attempts(List.of(one.name(), other.name(), sound.name()));

        assertThat(database.take()).hasSize(1);
        assertThat(attempts).containsOnlyKeys(one.name(), other.name());
        assertThat(attempts.get(one.name())).hasSize(100);
        assertThat(attempts.get(one.name()))
                .isEqualTo(store.find(one.name()).orElseThrow().attempts());
        assertThat(attempts.get(other.name()))
                .extracting(RunFailure::message)
                .containsExactly("failure 0", "failure 1");
    }

    @Test
    void list_isByIdAfterAnId_ofOneProjectAndModel() {
        keep(job("a", "v1"));
        keep(job("c", "v2"));
        keep(job("b", "v3"));

        assertThat(ids(store.list(PROJECT, null, "", 10))).containsExactly("a", "b", "c");
        assertThat(ids(store.list(PROJECT, null, "a", 1))).containsExactly("b");
        assertThat(ids(store.list(PROJECT, "mail", "b", 10))).containsExactly("c");
        assertThat(store.list(PROJECT, "spam", "", 10)).isEmpty();
        assertThat(store.list(ResourceName.of(ResourceKind.PROJECT, "bank"), null, "", 10))
                .isEmpty();
    }

    @Test
    void pause_resume_stop_areCompareAndSet() {
        Job job = job("a", "v1");
        keep(job);

        assertThat(store.resume(job.name())).isFalse();
        assertThat(store.pause(job.name(), NOW)).isTrue();
        assertThat(store.pause(job.name(), NOW.plusSeconds(1))).isFalse();
        assertThat(store.find(job.name()).orElseThrow().pauseTime()).isEqualTo(NOW);
        assertThat(store.resume(job.name())).isTrue();
        assertThat(store.find(job.name()).orElseThrow().pauseTime()).isNull();
        assertThat(store.stop(job.name(), NOW)).isTrue();
        assertThat(store.stop(job.name(), NOW.plusSeconds(1))).isFalse();
        assertThat(store.pause(job.name(), NOW)).isFalse();
        assertThat(store.resume(job.name())).isFalse();
        assertThat(store.find(job.name()).orElseThrow().deleteTime()).isEqualTo(NOW);
    }

    @Test
    void advance_onlyFromTheExpectedTime() {
        Job job = job("a", "v1");
        keep(job);
        Instant next = job.nextDue().plusSeconds(60);

        assertThat(store.advance(job.name(), next, next.plusSeconds(60))).isFalse();
        assertThat(store.advance(job.name(), job.nextDue(), next)).isTrue();
        assertThat(store.advance(job.name(), job.nextDue(), next)).isFalse();
        assertThat(store.find(job.name()).orElseThrow().nextDue()).isEqualTo(next);
    }

    @Test
    void due_leavesOutPausedAndStoppedJobs_longestDueFirst() {
        keep(job("a", "v1", NOW.plusSeconds(3), null, Problem.TEXT_CLASSIFICATION_ANNOTATION));
        keep(job("b", "v2", NOW.plusSeconds(1), null, Problem.TEXT_CLASSIFICATION_ANNOTATION));
        keep(job("c", "v3", NOW.plusSeconds(4), null, Problem.TEXT_CLASSIFICATION_ANNOTATION));
        keep(job("d", "v4", NOW, null, Problem.TEXT_CLASSIFICATION_ANNOTATION));
        keep(job("e", "v5", NOW, null, Problem.TEXT_CLASSIFICATION_ANNOTATION));
        store.pause(name(ResourceKind.EVALUATION_JOB, "d"), NOW);
        store.stop(name(ResourceKind.EVALUATION_JOB, "e"), NOW);

        assertThat(store.due(NOW.plusSeconds(3), null, 10))
                .extracting(due -> due.name().id())
                .containsExactly("b", "a");
        assertThat(store.due(NOW.plusSeconds(3), null, 1))
                .containsExactly(new DueJob(name(ResourceKind.EVALUATION_JOB, "b"), NOW.plusSeconds(1)));
    }

    @Test
    void due_goesOnAfterAJob_thatMayBeGone() {
        for (String id : List.of("c", "a", "d", "b")) {
            keep(job(
                    id,
                    "v" + id,
                    id.equals("d") ? NOW.minusSeconds(1) : NOW,
                    null,
                    Problem.TEXT_CLASSIFICATION_ANNOTATION));
        }

        List<DueJob> first = store.due(NOW, null, 2);
        store.pause(first.get(1).name(), NOW);
        List<DueJob> then = store.due(NOW, first.get(1), 2);

        assertThat(first).extracting(due -> due.name().id()).containsExactly("d", "a");
        assertThat(then).extracting(due -> due.name().id()).containsExactly("b", "c");
        assertThat(store.due(NOW, then.get(1), 2)).isEmpty();
    }

    @Test
    void changeAsking_changesNothingElse() {
        Job job = job("a", "v1", NOW, name(ResourceKind.INSTRUCTION, "i"), Problem.TEXT_CLASSIFICATION_ANNOTATION);
        keep(job);

        store.changeAsking(job.name(), asking(name(ResourceKind.INSTRUCTION, "j")));

        Job changed = job("a", "v1", NOW, name(ResourceKind.INSTRUCTION, "j"), Problem.TEXT_CLASSIFICATION_ANNOTATION);
        assertThat(store.find(job.name())).get().usingRecursiveComparison().isEqualTo(changed);
    }

    @Test
    void removeStopped_takesSamplersAlong_andOnlyWhatIsOldEnough() {
        for (String id : List.of("a", "b", "c", "d")) {
            keep(job(id, "v" + id));
        }
        store.stop(name(ResourceKind.EVALUATION_JOB, "a"), NOW);
        store.stop(name(ResourceKind.EVALUATION_JOB, "b"), NOW.plusSeconds(1));
        store.stop(name(ResourceKind.EVALUATION_JOB, "c"), NOW.plusSeconds(2));

        assertThat(store.removeStopped(NOW.plusSeconds(1), 1)).isEqualTo(1);
        assertThat(ids(store.list(PROJECT, null, "", 10))).containsExactly("b", "c", "d");
        assertThat(store.removeStopped(NOW.plusSeconds(1), 10)).isEqualTo(1);
        assertThat(store.removeStopped(NOW.plusSeconds(1), 10)).isZero();
        assertThat(ids(store.list(PROJECT, null, "", 10))).containsExactly("c", "d");
        assertThat(database.<Integer>query(handle -> handle.createQuery("SELECT count(*) FROM sampler")
                        .mapTo(Integer.class)
                        .one()))
                .isEqualTo(2);
    }

    private void keep(Job job) {
        assertThat(store.insert(job)).isEmpty();
        database.update(handle -> handle.execute(
                """
                INSERT INTO sampler (job, salt, example_sample_percentage, example_count, table_dataset, table_name)
                VALUES (?, ?, ?, ?, ?, ?)""",
                job.name().id(),
                new byte[16],
                job.definition().sampling().samplePercentage(),
                job.definition().sampling().exampleCount(),
                TABLE.dataset(),
                TABLE.table()));
    }

    private void addRun(Job job, String id, @Nullable Instant endTime) {
        database.update(handle -> handle.createUpdate("""
                        INSERT INTO run (id, project, job, state, run_trigger, start_time, end_time, plan)
                        VALUES (?, 'shop', ?, 'CLAIMED', 'REQUEST', 0, ?, '')""")
                .bind(0, id)
                .bind(1, job.name().id())
                .bind(2, endTime == null ? null : Micros.of(endTime))
                .execute());
    }

    private void addFailures(Job job, String run, int count) {
        for (int n = 0; n < count; n++) {
            int number = n;
            database.update(handle -> handle.execute(
                    "INSERT INTO run_failure VALUES (?, ?, ?, ?, 'DATASET', 'NO_USABLE_ROWS', ?, '{\"rows\":\"7\"}')",
                    run,
                    number,
                    job.name().id(),
                    Micros.of(NOW.plusSeconds(number)),
                    "failure " + number));
        }
    }

    private static List<String> ids(List<Job> jobs) {
        return jobs.stream().map(job -> job.name().id()).toList();
    }

    private static ResourceName name(ResourceKind kind, String id) {
        return ResourceName.of(kind, "shop", id);
    }

    private static Asking asking(ResourceName instruction) {
        return RunStoreContract.ASKING.instructed(instruction, new byte[] {3, -3});
    }

    private static Job job(String id, String version) {
        return job(id, version, NOW, null, Problem.TEXT_CLASSIFICATION_ANNOTATION);
    }

    private static Job job(
            String id, String version, Instant nextDue, @Nullable ResourceName instruction, Problem problem) {
        JobDefinition definition = new JobDefinition(
                "a job, \"quoted\" 😀",
                "every 48 hours",
                2,
                ResourceName.of(ResourceKind.MODEL_VERSION, "shop", "mail", version),
                name(ResourceKind.ANNOTATION_SPEC_SET, "s"),
                instruction == null ? null : asking(instruction),
                problem,
                !problem.isDetection(),
                Map.of("label_json_key", "l", "label_score_json_key", "s"),
                TABLE,
                new SamplerSettings(0.1, 1_000),
                new JobDraft.Messages(new byte[] {1, 0, -1}, new byte[] {2}, new byte[0]));
        return new Job(name(ResourceKind.EVALUATION_JOB, id), definition, nextDue, NOW, null, null, false, List.of());
    }
}
