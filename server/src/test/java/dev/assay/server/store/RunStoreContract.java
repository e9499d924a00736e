package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.labeling.Aggregation;
import dev.assay.server.labeling.Asking;
import dev.assay.server.labeling.LabelingDraft.Details;
import dev.assay.server.labeling.LabelingDraft.People;
import dev.assay.server.run.DueSpan;
import dev.assay.server.run.Labeling;
import dev.assay.server.run.Run;
import dev.assay.server.run.RunFailure;
import dev.assay.server.run.RunPlan;
import dev.assay.server.run.RunState;
import dev.assay.server.run.RunTrigger;
import dev.assay.server.sampling.TableName;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of runs must do. */
abstract class RunStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123456Z");
    private static final ResourceName JOB = ResourceName.of(ResourceKind.EVALUATION_JOB, "shop", "j");
    private static final ResourceName DATASET = ResourceName.of(ResourceKind.DATASET, "shop", "d");

    private static final Labeling LABELING = new Labeling(
            ResourceName.of(ResourceKind.TASK, "shop", "t"),
            DATASET.child(ResourceKind.ANNOTATED_DATASET, "a"),
            9,
            0,
            21,
            5,
            3,
            1);
    static final Asking ASKING = new Asking(
            new People(
                    ResourceName.of(ResourceKind.INSTRUCTION, "shop", "i").toString(),
                    "truth",
                    "what people said",
                    "group",
                    "en",
                    3,
                    0.1 + 0.2 + 60,
                    List.of("a@example.com", "b@example.com"),
                    ""),
            new Details(
                    "text_classification_config",
                    "annotation_spec_set",
                    false,
                    List.of("projects/shop/annotationSpecSets/s"),
                    false,
                    true,
                    Aggregation.UNANIMOUS_VOTE,
                    "look closely",
                    null),
            new byte[] {0, -1});

    private Database database;
    private SqlRunStore store;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
        store = new SqlRunStore(database);
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void find_answersWhatWasInserted() {
        Run requested = run(JOB, "a", 1, null);
        Run scheduled = run(JOB, "b", 2, new DueSpan(NOW.minusSeconds(86_400), NOW, 2));
        Run skipped = new Run(
                JOB.child(ResourceKind.RUN, "c"),
                RunState.SKIPPED,
                RunTrigger.SCHEDULE,
                NOW,
                NOW,
                new DueSpan(NOW.plusSeconds(1), NOW.plusSeconds(1), 1),
                0,
                null,
                null,
                0,
                0,
                null,
                null,
                List.of());
        for (Run run : List.of(requested, scheduled, skipped)) {
            store.insert(run, plan());
            assertThat(store.find(run.name())).contains(run);
        }
        assertThat(store.findAll(List.of(requested.name(), skipped.name(), JOB.child(ResourceKind.RUN, "none"))))
                .containsExactlyInAnyOrder(requested, skipped);
        assertThat(store.findAll(List.of())).isEmpty();
    }

    @Test
    void find_underAnotherJobOrProject_isEmpty() {
        store.insert(run(JOB, "a", 1, null), plan());

        assertThat(store.find(ResourceName.of(ResourceKind.RUN, "shop", "other", "a")))
                .isEmpty();
        assertThat(store.find(ResourceName.of(ResourceKind.RUN, "bank", "j", "a")))
                .isEmpty();
    }

    @Test
    void plan_isKeptAsItWas() {
        Run run = run(JOB, "a", 1, null);
        store.insert(run, plan());

        assertThat(store.plan(run.name())).usingRecursiveComparison().isEqualTo(plan());
    }

    @Test
    void intervalAndDueTime_belongToOneRunEach() {
        DueSpan due = new DueSpan(NOW, NOW, 1);
        store.insert(run(JOB, "a", 1, due), plan());

        assertThatThrownBy(() -> store.insert(run(JOB, "b", 1, null), plan())).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> store.insert(run(JOB, "c", 2, due), plan())).isInstanceOf(RuntimeException.class);
        assertThat(store.list(JOB, page(10, List.of()))).hasSize(1);
    }

    @Test
    void replace_changesWhatARunCanChange_onlyFromTheStateAndRevisionGiven() {
        Run before = run(JOB, "a", 1, null);
        store.insert(before, plan());
        Run after = new Run(
                before.name(),
                RunState.SUCCEEDED,
                before.trigger(),
                before.startTime(),
                NOW.plusSeconds(9),
                null,
                before.interval(),
                DATASET,
                DATASET.child(ResourceKind.EVALUATION, "e"),
                1,
                7,
                NOW.plusSeconds(5),
                LABELING,
                List.of());

        assertThat(store.replace(before, after)).isTrue();
        assertThat(store.find(before.name())).contains(after);
        assertThat(store.replace(before, before)).isFalse();
        assertThat(store.find(before.name())).contains(after);

        Run sameStateOtherRevision = new Run(
                after.name(),
                after.state(),
                after.trigger(),
                after.startTime(),
                after.endTime(),
                null,
                after.interval(),
                DATASET,
                after.evaluation(),
                2,
                7,
                null,
                null,
                List.of());
        assertThat(store.replace(sameStateOtherRevision, before)).isFalse();
    }

    @Test
    void list_goesByStartTimeThenName_pageByPage() {
        Run second = run(JOB, "b", 1, null);
        Run first = run(JOB, "a", 2, null);
        Run early = started(run(JOB, "z", 3, null), NOW.minusSeconds(1));
        store.insert(second, plan());
        store.insert(first, plan());
        store.insert(early, plan());
        store.insert(run(ResourceName.of(ResourceKind.EVALUATION_JOB, "shop", "k"), "c", 4, null), plan());

        List<Run> all = new ArrayList<>();
        List<String> after = List.of();
        for (int i = 0; i < 3; i++) {
            // One more than asked for tells whether there is a next page.
            Run next = store.list(JOB, page(1, after)).get(0);
            all.add(next);
            after = List.of(
                    Long.toString(dev.assay.server.vocabulary.Micros.of(next.startTime())),
                    next.name().id());
        }
        assertThat(all).containsExactly(early, first, second);
        assertThat(store.list(JOB, page(1, after))).isEmpty();
        assertThat(store.list(ResourceName.of(ResourceKind.EVALUATION_JOB, "bank", "j"), page(9, List.of())))
                .isEmpty();
    }

    @Test
    void active_areThoseWithoutEnd() {
        Run active = run(JOB, "a", 1, null);
        Run cancelled = run(JOB, "b", 2, null);
        store.insert(active, plan());
        store.insert(cancelled, plan());
        store.replace(cancelled, ended(cancelled));

        assertThat(store.active(JOB)).containsExactly(active);
    }

    @Test
    void failures_comeWithTheirRun_oldestFirst() {
        Run run = run(JOB, "a", 1, null);
        Run other = run(JOB, "b", 2, null);
        store.insert(run, plan());
        store.insert(other, plan());
        RunFailure second = new RunFailure(NOW, RunState.EVALUATING, "B", "two", Map.of());
        RunFailure first = new RunFailure(NOW, RunState.DATASET, "A", "one", Map.of("k", "v"));
        store.addFailure(run.name(), first);
        store.addFailure(other.name(), second);
        store.addFailure(run.name(), second);

        assertThat(store.find(run.name()).orElseThrow().failures()).containsExactly(first, second);
        assertThat(store.list(JOB, page(9, List.of())).get(1).failures()).containsExactly(second);
    }

    @Test
    void request_isRememberedUntilItExpires_andMayBeUsedAgainThen() {
        ResourceName run = JOB.child(ResourceKind.RUN, "a");
        ResourceName next = JOB.child(ResourceKind.RUN, "b");
        store.rememberRequest("s", "id", run, NOW, NOW.plusSeconds(10));

        assertThat(store.requested("s", "id", NOW.plusSeconds(9))).contains(run);
        assertThat(store.requested("t", "id", NOW)).isEmpty();
        assertThat(store.requested("s", "other", NOW)).isEmpty();
        assertThat(store.requested("s", "id", NOW.plusSeconds(10))).isEmpty();

        store.rememberRequest("s", "id", next, NOW.plusSeconds(10), NOW.plusSeconds(20));
        assertThat(store.requested("s", "id", NOW.plusSeconds(11))).contains(next);
    }

    private static PageRequest page(int size, List<String> after) {
        String token = after.isEmpty() ? "" : PageRequest.of(size, "", "x").encode(after);
        return PageRequest.of(size, token, "x");
    }

    private static Run run(ResourceName job, String id, long interval, @Nullable DueSpan due) {
        return new Run(
                job.child(ResourceKind.RUN, id),
                RunState.CLAIMED,
                due == null ? RunTrigger.REQUEST : RunTrigger.SCHEDULE,
                NOW,
                null,
                due,
                interval,
                null,
                null,
                0,
                0,
                null,
                null,
                List.of());
    }

    @Test
    void failedWithTask_areThoseOfTheJobThatFailedAndAskedPeople() {
        Run asked = run(JOB, "a", 1, null);
        Run failed = run(JOB, "b", 2, null);
        Run ofOther = run(ResourceName.of(ResourceKind.EVALUATION_JOB, "shop", "other"), "c", 3, null);
        Run stillActive = run(JOB, "d", 4, null);
        List<Run> runs = List.of(asked, failed, ofOther, stillActive);
        runs.forEach(run -> store.insert(run, plan()));
        store.replace(asked, changed(asked, RunState.FAILED, LABELING));
        store.replace(failed, changed(failed, RunState.FAILED, null));
        store.replace(ofOther, changed(ofOther, RunState.FAILED, LABELING));
        store.replace(stillActive, changed(stillActive, RunState.LABELING, LABELING));

        assertThat(store.failedWithTask(JOB)).containsExactly(changed(asked, RunState.FAILED, LABELING));
    }

    private static Run changed(Run run, RunState state, @Nullable Labeling labeling) {
        return new Run(
                run.name(),
                state,
                run.trigger(),
                run.startTime(),
                state.isActive() ? null : NOW,
                null,
                run.interval(),
                null,
                null,
                0,
                0,
                null,
                labeling,
                List.of());
    }

    private static Run started(Run run, Instant time) {
        return new Run(
                run.name(),
                run.state(),
                run.trigger(),
                time,
                null,
                null,
                run.interval(),
                null,
                null,
                0,
                0,
                null,
                null,
                List.of());
    }

    private static Run ended(Run run) {
        return new Run(
                run.name(),
                RunState.CANCELLED,
                run.trigger(),
                run.startTime(),
                NOW,
                null,
                run.interval(),
                null,
                null,
                0,
                0,
                null,
                null,
                List.of());
    }

    private static RunPlan plan() {
        return new RunPlan(
                JOB,
                ResourceName.of(ResourceKind.MODEL_VERSION, "shop", "mail", "v1"),
                new TableName("bq", "samples", "texts"),
                ResourceName.of(ResourceKind.ANNOTATION_SPEC_SET, "shop", "s"),
                List.of("cat", "dog", "\uD83D\uDC08"),
                DataType.TEXT,
                "TEXT_CLASSIFICATION_ANNOTATION",
                false,
                Map.of("label_json_key", "labels"),
                new byte[] {1, 0, -1},
                new byte[0],
                ASKING);
    }
}
