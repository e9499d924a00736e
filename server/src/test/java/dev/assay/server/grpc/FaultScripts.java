package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.store.FaultyStores;
import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.ProvideGroundTruthResponse.Result.Outcome;
import dev.assay.v1.Run;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What clients and the clock ask of a server whose store fails, and what must have come of it. */
final class FaultScripts {
    /**
     * A script. What prepares it does not fail; what it does may; and what it answers looks whether all is as asked.
     *
     * @param prepare answers what the act is about
     */
    record Script(Function<FaultClient, Object> prepare, BiFunction<FaultClient, Object, Runnable> act) {}

    /** All scripts by name. */
    static final Map<String, Script> ALL = new LinkedHashMap<>();

    static {
        ALL.put("createJob", script(client -> "", FaultScripts::createJob));
        ALL.put("ingest", script(FaultScripts::withJob, FaultScripts::ingest));
        ALL.put("runOfRequestId", script(FaultScripts::withRows, FaultScripts::runOfRequestId));
        ALL.put("runWithoutRequestId", script(FaultScripts::withRows, FaultScripts::runWithoutRequestId));
        ALL.put("dueRun", script(FaultScripts::withRows, FaultScripts::dueRun));
        ALL.put("stepsOfRun", script(FaultScripts::withRunBegun, FaultScripts::stepsOfRun));
        ALL.put("retry", script(FaultScripts::withFailedRun, FaultScripts::retry));
        ALL.put("reevaluate", script(FaultScripts::withSucceededRun, FaultScripts::reevaluate));
        ALL.put("cancel", script(FaultScripts::withRunBegun, FaultScripts::cancel));
        ALL.put("pauseAndResume", script(FaultScripts::withRows, FaultScripts::pauseAndResume));
        ALL.put("deleteJob", script(FaultScripts::withRunBegun, FaultScripts::deleteJob));
        ALL.put("deleteDataset", script(FaultScripts::withSucceededRun, FaultScripts::deleteDataset));
        ALL.put("createInstruction", script(OperationScripts::withDocument, OperationScripts::createInstruction));
        ALL.put("deleteInstruction", script(OperationScripts::withInstruction, OperationScripts::deleteInstruction));
        ALL.put("askPeople", script(LabelingScripts::withRowsToAskAbout, LabelingScripts::askPeople));
        ALL.put("cancelAsking", script(LabelingScripts::withPeopleAsked, LabelingScripts::cancelAskingAndRetry));
        ALL.put("deleteAskingJob", script(LabelingScripts::withPeopleAsked, LabelingScripts::deleteJob));
        ALL.put("export", script(OperationScripts::withExamples, OperationScripts::export));
    }

    private FaultScripts() {}

    private static Script script(Function<FaultClient, String> prepare, BiFunction<FaultClient, String, Runnable> act) {
        return new Script(prepare::apply, (client, about) -> act.apply(client, (String) about));
    }

    // --- preparations ---------------------------------------------------------------------------------------------

    private static String withJob(FaultClient client) {
        client.createJob();
        return client.job();
    }

    /** Four rows, three of them with truth. */
    private static String withRows(FaultClient client) {
        client.createJob();
        client.log(0, 4);
        assertThat(client.truth(0, 3, "cat")).containsOnly(Outcome.APPLIED);
        return client.job();
    }

    private static String withRunBegun(FaultClient client) {
        withRows(client);
        // As a foreign program would: without an id of ours, an interval and a probability.
        FaultyStores stores = client.door().stores();
        String table = stores.tableName("samples", "texts");
        stores.execute(
                "INSERT INTO " + table + " (model, model_version, time, raw_data, raw_prediction, groundtruth)"
                        + " SELECT model, model_version, time, raw_data, raw_prediction, groundtruth FROM " + table
                        + " WHERE evaluation_job = ? AND prediction_id = 'p1'",
                client.job());
        return client.start("begun").getName();
    }

    private static String withFailedRun(FaultClient client) {
        client.createJob();
        client.log(0, 4);
        String run = client.start("begun").getName();
        assertThat(client.ended(run).getState()).isEqualTo(Run.State.FAILED);
        client.truth(0, 3, "dog");
        return run;
    }

    static String withSucceededRun(FaultClient client) {
        withRows(client);
        String run = client.start("begun").getName();
        assertThat(client.ended(run).getState()).isEqualTo(Run.State.SUCCEEDED);
        return run;
    }

    // --- acts -----------------------------------------------------------------------------------------------------

    private static Runnable createJob(FaultClient client, String nothing) {
        client.createJob();
        return () -> assertThat(client.log(0, 1).getSampled()).isEqualTo(1);
    }

    private static Runnable ingest(FaultClient client, String job) {
        List<Outcome> early = client.truth(2, 4, "dog");
        LogPredictionsResponse first = client.log(0, 5);
        LogPredictionsResponse second = client.log(3, 10);
        List<Outcome> late = client.truth(0, 2, "cat");
        List<Outcome> again = client.truth(2, 4, "cat");
        return () -> {
            assertThat(early).containsOnly(Outcome.HELD);
            assertThat(first.getSampled() + first.getDuplicate()).isEqualTo(5);
            assertThat(second.getSampled() + second.getDuplicate()).isEqualTo(5);
            assertThat(second.getOverLimit()).isEqualTo(2);
            assertThat(late).containsOnly(Outcome.APPLIED);
            assertThat(again).containsOnly(Outcome.APPLIED);
            Run run = client.ended(client.start("after").getName());
            assertThat(run.getState()).isEqualTo(Run.State.SUCCEEDED);
            assertThat(run.getItemCount()).isEqualTo(8);
        };
    }

    private static Runnable runOfRequestId(FaultClient client, String job) {
        Run first = client.start("r1");
        client.log(4, 6);
        Run repeated = client.start("r1");
        return () -> {
            assertThat(repeated.getName()).isEqualTo(first.getName());
            assertThat(client.list()).hasSize(1);
            assertThat(client.ended(first.getName()).getItemCount()).isEqualTo(4);
            Run next = client.ended(client.start("r2").getName());
            assertThat(next.getState()).as("two rows without truth").isEqualTo(Run.State.FAILED);
            assertThat(next.getItemCount()).isEqualTo(2);
        };
    }

    /** Without an id a lost answer may leave a run of its own: then that one has the rows, and the next is EMPTY. */
    private static Runnable runWithoutRequestId(FaultClient client, String job) {
        Run answered = client.start("");
        return () -> {
            List<Run> runs = client.list();
            assertThat(runs).hasSizeBetween(1, 2).extracting(Run::getName).contains(answered.getName());
            // Both began at the same moment, which leaves open who is listed first.
            List<Run> ended =
                    runs.stream().map(run -> client.ended(run.getName())).toList();
            assertThat(ended)
                    .filteredOn(run -> run.getState() == Run.State.SUCCEEDED)
                    .singleElement()
                    .extracting(Run::getItemCount)
                    .isEqualTo(4L);
            assertThat(ended)
                    .filteredOn(run -> run.getState() == Run.State.EMPTY)
                    .hasSize(runs.size() - 1);
        };
    }

    private static Runnable dueRun(FaultClient client, String job) {
        passDueTimes(client, 2);
        client.door().startDue();
        return () -> {
            assertThat(client.list()).singleElement().satisfies(run -> {
                assertThat(run.getTrigger()).isEqualTo(Run.Trigger.SCHEDULE);
                assertThat(run.getDueCount()).isEqualTo(2);
            });
            Run run = client.ended(client.list().get(0).getName());
            assertThat(run.getState()).isEqualTo(Run.State.SUCCEEDED);
        };
    }

    private static Runnable stepsOfRun(FaultClient client, String run) {
        Run ended = client.ended(run);
        return () -> succeeded(ended, 1, 5);
    }

    private static Runnable retry(FaultClient client, String run) {
        Run resumed = client.retry(run, "again");
        Run ended = client.ended(resumed.getName());
        // Long after it, the same request is still the same request.
        Run repeated = client.retry(run, "again");
        return () -> {
            succeeded(ended, 1, 4);
            assertThat(repeated.getState()).isEqualTo(Run.State.SUCCEEDED);
            assertThat(ended.getFailuresList()).hasSize(1);
        };
    }

    private static Runnable reevaluate(FaultClient client, String run) {
        client.truth(3, 4, "dog");
        Run ended = client.ended(client.reevaluate(run, "late truth").getName());
        Run repeated = client.reevaluate(run, "late truth");
        return () -> {
            succeeded(ended, 2, 4);
            assertThat(repeated.getRevision()).isEqualTo(2);
        };
    }

    private static Runnable cancel(FaultClient client, String run) {
        client.door().workOnce();
        client.cancel(run);
        return () -> assertThat(client.run(run).getState()).isEqualTo(Run.State.CANCELLED);
    }

    private static Runnable pauseAndResume(FaultClient client, String job) {
        client.pause();
        LogPredictionsResponse meanwhile = client.log(4, 6);
        passDueTimes(client, 3);
        client.door().startDue();
        client.resume();
        client.door().startDue();
        return () -> {
            assertThat(meanwhile.getPaused()).isEqualTo(2);
            assertThat(client.list()).singleElement().satisfies(record -> {
                assertThat(record.getState()).isEqualTo(Run.State.SKIPPED);
                assertThat(record.getDueCount()).isEqualTo(3);
            });
            assertThat(client.log(4, 6).getSampled()).isEqualTo(2);
        };
    }

    private static Runnable deleteJob(FaultClient client, String run) {
        client.door().workOnce();
        client.delete();
        return () -> {
            assertThat(client.run(run).getState()).isEqualTo(Run.State.CANCELLED);
            assertThat(client.log(7, 8).getNoJob()).isEqualTo(1);
        };
    }

    private static Runnable deleteDataset(FaultClient client, String run) {
        String dataset = client.run(run).getDataset();
        client.deleteDataset(dataset);
        client.door().purge();
        client.door().pass(Duration.ofSeconds(61));
        client.door().purge();
        return () -> assertThat(client.door()
                        .stores()
                        .count(
                                "SELECT (SELECT count(*) FROM evaluation WHERE dataset = ?)"
                                        + " + (SELECT count(*) FROM snapshot WHERE dataset = ?)"
                                        + " + (SELECT count(*) FROM dataset WHERE id = ?)",
                                id(dataset)))
                .isZero();
    }

    private static String id(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static void succeeded(Run run, int revision, int items) {
        assertThat(run.getState()).as(run.toString()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(run.getRevision()).isEqualTo(revision);
        assertThat(run.getItemCount()).isEqualTo(items);
    }

    /** Jobs are due at 10:00 every day; the first time after their creation counts. */
    private static void passDueTimes(FaultClient client, int count) {
        FaultDoor door = client.door();
        var today =
                door.now().atOffset(ZoneOffset.UTC).with(LocalTime.of(10, 0)).toInstant();
        var next = today.isAfter(door.now()) ? today : today.plus(Duration.ofDays(1));
        door.passTo(next.plus(Duration.ofDays(count - 1L)).plusSeconds(1));
    }
}
