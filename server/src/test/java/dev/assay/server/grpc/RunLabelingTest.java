package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.Operation;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.HumanAnnotationConfig;
import dev.assay.datalabeling.v1beta1.LabelTextRequest;
import dev.assay.datalabeling.v1beta1.TextClassificationConfig;
import dev.assay.server.JobRequests;
import dev.assay.v1.EvaluationReport;
import dev.assay.v1.GroundTruth;
import dev.assay.v1.ProvideGroundTruthRequest;
import dev.assay.v1.ReevaluateRunRequest;
import dev.assay.v1.RetryRunRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunLabeling;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What comes of runs that ask people for the ground truth that is missing, as clients and people who label see it. */
class RunLabelingTest extends AskingJob {
    @Test
    void run_asksForWhatIsMissing_andEvaluatesWhatPeopleAgreedOn() throws Exception {
        door.sample("cat", 0.9, "cat");
        String agreed = door.predict("cat", 0.8);
        String unanimous = door.predict("dog", 0.7);
        assertThat(state()).isEqualTo(EvaluationJob.State.SCHEDULED);

        Run run = startToAsk();
        assertThat(run.getState()).isEqualTo(Run.State.LABELING);
        assertThat(state()).isEqualTo(EvaluationJob.State.RUNNING);
        assertThat(run.getLabeling().getItemCount()).isEqualTo(2);
        assertThat(run.getLabeling().getOpenItemCount()).isEqualTo(2);
        assertThat(task(run).getDataset()).isEqualTo(run.getDataset());
        answer(run, Map.of(agreed, List.of("dog", "cat", "dog"), unanimous, List.of("dog", "dog", "dog")));
        door.drive();

        Run ended = door.run(run.getName());
        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(state()).isEqualTo(EvaluationJob.State.SCHEDULED);
        assertThat(ended.getLabeling().getAgreedItemCount()).isEqualTo(2);
        assertThat(truths())
                .containsExactly(
                        "{\"labels\":\"cat\"}",
                        "{\"predictions\":[{\"labels\":\"dog\"}]}",
                        "{\"predictions\":[{\"labels\":\"dog\"}]}");
        EvaluationReport report = door.report(ended.getEvaluation());
        assertThat(report.getRowCounts().getEvaluated()).isEqualTo(3);
        assertThat(report.getClassification().getCorrectCount()).isEqualTo(2);
        assertThat(report.getLabeling()).isEqualTo(ended.getLabeling());
        AnnotatedDataset answers = answers(ended);
        assertThat(answers.getDisplayName()).isEqualTo("answers");
        assertThat(answers.getCompletedExampleCount()).isEqualTo(2);
        assertThat(answers.getMetadata().getHumanAnnotationConfig().getInstruction())
                .isEqualTo(instruction);
    }

    @Test
    void whatPeopleDoNotAgreeOn_isLeftOut_andReported() throws Exception {
        door.replaceJob(job -> asking(job, 2));
        door.sample("cat", 0.9, "cat");
        String agreed = door.predict("cat", 0.8);
        String tied = door.predict("cat", 0.7);
        String skipped = door.predict("cat", 0.6);

        Run run = startToAsk();
        answer(run, Map.of(agreed, List.of("cat", "cat"), tied, List.of("cat", "dog"), skipped, List.of()));
        door.drive();

        Run ended = door.run(run.getName());
        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        RunLabeling labeling = ended.getLabeling();
        assertThat(labeling.getItemCount()).isEqualTo(3);
        assertThat(labeling.getOpenItemCount()).isZero();
        assertThat(labeling.getAnswerCount()).isEqualTo(4);
        assertThat(List.of(
                        labeling.getAgreedItemCount(),
                        labeling.getUnsettledItemCount(),
                        labeling.getUnansweredItemCount()))
                .containsExactly(1L, 1L, 1L);
        EvaluationReport report = door.report(ended.getEvaluation());
        assertThat(report.getRowCounts().getEvaluated()).isEqualTo(2);
        assertThat(report.getRowCounts().getWithoutTruth()).isEqualTo(2);
        assertThat(report.getWarningsList())
                .contains(
                        "people did not agree on 1 of 3 items; left out unless their truth was provided",
                        "nobody answered for 1 of 3 items; left out unless their truth was provided");
    }

    @Test
    void run_overRowsThatAllHaveTruth_asksNobody() {
        door.sample("cat", 0.9, "cat");

        Run ended = door.startAndDrive();

        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(ended.hasLabeling()).isFalse();
    }

    @Test
    void run_ofSeveralLabels_takesNothingForAnAnswer() throws Exception {
        door.replaceJob(job -> asking(JobRequests.multiLabel(job), 1));
        String both = door.predict("cat", 0.8);
        String nothing = door.predict("dog", 0.7);

        Run run = startToAsk();
        answer(run, Map.of(both, List.of("cat,dog"), nothing, List.of("")));
        door.drive();

        assertThat(truths())
                .containsExactly(
                        "{\"predictions\":[{\"labels\":[\"cat\",\"dog\"]}]}", "{\"predictions\":[{\"labels\":[]}]}");
        assertThat(door.report(door.run(run.getName()).getEvaluation())
                        .getRowCounts()
                        .getEvaluated())
                .isEqualTo(2);
    }

    @Test
    void truthThatNothingIsThere_isTruth_whicheverWayItIsSaid() {
        door.replaceJob(job -> asking(JobRequests.multiLabel(job), 1));
        List<String> ways = List.of("[]", " [ ] ", "{\"predictions\":[]}", "{\"labels\":[]}");
        for (String nothing : ways) {
            String id = door.predict("cat", 0.8);
            var result = door.log()
                    .provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                            .setEvaluationJob(door.job())
                            .addGroundTruths(
                                    GroundTruth.newBuilder().setPredictionId(id).setGroundTruth(nothing))
                            .build());
            assertThat(result.getResults(0).getOutcome().name()).as(nothing).isEqualTo("APPLIED");
        }

        Run ended = door.startAndDrive();

        assertThat(ended.hasLabeling()).isFalse();
        assertThat(door.report(ended.getEvaluation()).getRowCounts().getEvaluated())
                .isEqualTo(ways.size());
    }

    @Test
    void rowsOfOthers_areAskedAboutItemByItem() throws Exception {
        door.replaceJob(job -> asking(job, 1));
        String instances =
                "{\"instances\":[{\"text\":\"text of one\"},{\"text\":\"text of two\"},{\"text\":\"text of three\"}]}";
        String predictions =
                "{\"predictions\":[" + predicted("cat") + "," + predicted("dog") + "," + predicted("cat") + "]}";
        door.insertForeign(instances, predictions, null);

        Run run = startToAsk();
        assertThat(run.getLabeling().getItemCount()).isEqualTo(3);
        answer(run, Map.of("one", List.of("cat"), "two", List.of(), "three", List.of("dog")));
        door.drive();

        assertThat(truths()).containsExactly("{\"predictions\":[{\"labels\":\"cat\"},null,{\"labels\":\"dog\"}]}");
        EvaluationReport report = door.report(door.run(run.getName()).getEvaluation());
        assertThat(report.getRowCounts().getEvaluated()).isEqualTo(2);
        assertThat(report.getClassification().getCorrectCount()).isEqualTo(1);
    }

    @Test
    void rowsOfOthers_thatPeopleAreNotThroughWith_areAskedAboutAgain() throws Exception {
        door.replaceJob(job -> asking(job, 1));
        String instances = "{\"instances\":[{\"text\":\"text of one\"},{\"text\":\"text of two\"}]}";
        door.insertForeign(instances, "{\"predictions\":[" + predicted("cat") + "," + predicted("dog") + "]}", null);
        Run run = startToAsk();
        answerFirst(run, "one", "cat");
        var cancelled = door.operations()
                .cancelOperation(CancelOperationRequest.newBuilder()
                        .setName(run.getLabeling().getOperation())
                        .build());
        door.drive();
        assertThat(door.run(run.getName()).getLabeling().getAnswerCount()).isEqualTo(1);
        assertThat(truths()).containsExactly((String) null);

        var retried = door.runs()
                .retryRun(RetryRunRequest.newBuilder().setName(run.getName()).build());
        door.drive();
        answer(door.run(run.getName()), Map.of("one", List.of("cat"), "two", List.of("dog")));
        door.drive();

        assertThat(truths()).containsExactly("{\"predictions\":[{\"labels\":\"cat\"},{\"labels\":\"dog\"}]}");
    }

    @Test
    void rowsOfOthers_thatAreGoneOrShorter_spoilNothing() throws Exception {
        door.replaceJob(job -> asking(job, 1));
        String instances = "{\"instances\":[{\"text\":\"text of one\"},{\"text\":\"text of two\"}]}";
        String predictions = "{\"predictions\":[" + predicted("cat") + "," + predicted("dog") + "]}";
        door.insertForeign(instances, predictions, null);
        door.insertForeign(instances, predictions, null);
        String ours = door.predict("cat", 0.9);
        Run run = startToAsk();
        answer(run, Map.of("one", List.of("cat"), "two", List.of("dog"), ours, List.of("cat")));
        door.stores()
                .execute("DELETE FROM " + RunDoor.TABLE + " WHERE row_id = (SELECT min(row_id) FROM " + RunDoor.TABLE
                        + " WHERE raw_data LIKE '%one%')");
        door.stores()
                .execute(
                        "UPDATE " + RunDoor.TABLE + " SET raw_data = ?, raw_prediction = ? WHERE raw_data LIKE '%one%'",
                        "{\"instances\":[{\"text\":\"text of one\"}]}",
                        "{\"predictions\":[" + predicted("cat") + "]}");
        door.drive();

        Run ended = door.run(run.getName());
        assertThat(ended.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(door.report(ended.getEvaluation()).getRowCounts().getEvaluated())
                .isEqualTo(2);
    }

    @Test
    void datasetWithAnOperationUnderWay_isWaitedFor() throws Exception {
        door.predict("cat", 0.8);
        Run run = door.start();
        for (int steps = 0; steps < 2; steps++) {
            door.step();
        }
        String dataset = door.run(run.getName()).getDataset();
        Operation other = door.labeling()
                .labelText(LabelTextRequest.newBuilder()
                        .setParent(dataset)
                        .setFeature(LabelTextRequest.Feature.TEXT_CLASSIFICATION)
                        .setTextClassificationConfig(TextClassificationConfig.newBuilder()
                                .setAnnotationSpecSet(door.jobNow().getAnnotationSpecSet()))
                        .setBasicConfig(HumanAnnotationConfig.newBuilder()
                                .setInstruction(instruction)
                                .setAnnotatedDatasetDisplayName("other"))
                        .build());
        door.drive();
        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.LABELING);
        assertThat(door.run(run.getName()).hasLabeling()).isFalse();

        var cancelled = door.operations()
                .cancelOperation(CancelOperationRequest.newBuilder()
                        .setName(other.getName())
                        .build());
        door.pass(Duration.ofSeconds(11));
        door.drive();
        answerAll(door.run(run.getName()), "cat");
        door.drive();

        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(door.failures()).isZero();
    }

    @Test
    void truthForAllRows_endsTheAsking() {
        String id = door.predict("cat", 0.8);
        Run run = startToAsk();

        door.truth(id, "cat");
        door.pass(Duration.ofMinutes(11));
        door.drive();

        assertThat(door.run(run.getName()).getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(task(run).hasCloseTime()).isTrue();
    }

    @Test
    void truthThatSaysNothing_isAskedFor() throws Exception {
        List<String> silent = List.of("{}", "{\"labels\":null}", "{\"predictions\":[{\"labels\":null}]}");
        for (String nothing : silent) {
            String id = door.predict("cat", 0.8);
            var applied = door.log()
                    .provideGroundTruth(ProvideGroundTruthRequest.newBuilder()
                            .setEvaluationJob(door.job())
                            .addGroundTruths(
                                    GroundTruth.newBuilder().setPredictionId(id).setGroundTruth(nothing))
                            .build());
        }

        Run run = startToAsk();
        assertThat(run.getLabeling().getItemCount()).isEqualTo(silent.size());
        answerAll(run, "dog");
        door.drive();

        assertThat(door.report(door.run(run.getName()).getEvaluation())
                        .getRowCounts()
                        .getEvaluated())
                .isEqualTo(silent.size());
    }

    private static String predicted(String label) {
        return "{\"labels\":[\"" + label + "\"],\"scores\":[0.5]}";
    }

    @Test
    void truthProvidedMeanwhile_stays() throws Exception {
        String provided = door.predict("cat", 0.8);
        door.predict("cat", 0.7);
        Run run = startToAsk();

        door.truth(provided, "cat");
        answerAll(run, "dog");
        door.drive();

        assertThat(truths()).containsExactly("{\"labels\":\"cat\"}", "{\"predictions\":[{\"labels\":\"dog\"}]}");
    }

    @Test
    void truthCorrectedLater_isEvaluatedAnew_withoutAskingAgain() throws Exception {
        String wrong = door.predict("cat", 0.8);
        Run run = startToAsk();
        answerAll(run, "dog");
        door.drive();

        door.truth(wrong, "cat");
        var unused = door.runs()
                .reevaluateRun(
                        ReevaluateRunRequest.newBuilder().setName(run.getName()).build());
        door.drive();

        Run again = door.run(run.getName());
        assertThat(again.getState()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(again.getRevision()).isEqualTo(2);
        assertThat(door.report(again.getEvaluation()).getClassification().getCorrectCount())
                .isEqualTo(1);
    }

    // --- checks ---------------------------------------------------------------------------------------------------

    @Test
    void job_thatCannotAskSo_isRefusedWithEveryReason() {
        EvaluationJob.Builder job =
                asking(JobRequests.textClassification("projects/shop/annotationSpecSets/x", RunDoor.VERSION), 6);
        job.getEvaluationJobConfigBuilder()
                .getHumanAnnotationConfigBuilder()
                .clearContributorEmails()
                .setQuestionDuration(com.google.protobuf.Duration.newBuilder().setNanos(1))
                .addContributorEmails("nobody");
        EvaluationJob.Builder images =
                asking(JobRequests.imageClassification("projects/shop/annotationSpecSets/x", RunDoor.VERSION), 3);
        images.getEvaluationJobConfigBuilder()
                .getImageClassificationConfigBuilder()
                .setAnswerAggregationType(dev.assay.datalabeling.v1beta1.StringAggregationType.NO_AGGREGATION);
        String config = "job.evaluation_job_config.";

        assertThat(blamed(job))
                .containsExactly(
                        config + "human_annotation_config.question_duration",
                        config + "human_annotation_config.replica_count",
                        config + "human_annotation_config.contributor_emails[0]");
        assertThat(blamed(images)).containsExactly(config + "image_classification_config.answer_aggregation_type");
    }

    private List<String> blamed(EvaluationJob.Builder job) {
        return JobDoor.blamed(() -> door.labeling().createEvaluationJob(JobRequests.create(job)));
    }
}
