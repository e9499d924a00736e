package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.CancelOperationRequest;
import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.server.JobRequests;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.v1.Answer;
import dev.assay.v1.GetEvaluationReportRequest;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.LeaseQuestionResponse;
import dev.assay.v1.Run;
import dev.assay.v1.SubmitAnswerRequest;
import java.util.List;

/** Scripts of {@link FaultScripts} about runs that ask people. */
final class LabelingScripts {
    private static final List<String> PEOPLE = List.of("ann@example.com", "ben@example.com");

    private LabelingScripts() {}

    /** Three rows, one of them with truth; two people are asked about each of the others. */
    static String withRowsToAskAbout(FaultClient client) {
        String instruction = OperationScripts.instruction(client);
        client.createJob(job -> JobRequests.askingPeople(job, instruction)
                .getEvaluationJobConfigBuilder()
                .getHumanAnnotationConfigBuilder()
                .setReplicaCount(2)
                .addAllContributorEmails(PEOPLE));
        client.log(0, 3);
        client.truth(0, 1, "cat");
        return client.start("begun").getName();
    }

    static String withPeopleAsked(FaultClient client) {
        String run = withRowsToAskAbout(client);
        askedAbout(client, run, 2);
        return run;
    }

    /** From the first step to the evaluation. */
    static Runnable askPeople(FaultClient client, String run) {
        askedAbout(client, run, 2);
        PEOPLE.forEach(person -> answerAll(client, run, person));
        Run ended = client.ended(run);
        return () -> {
            assertThat(ended.getState()).as(ended.toString()).isEqualTo(Run.State.SUCCEEDED);
            assertThat(ended.getLabeling().getAgreedItemCount()).isEqualTo(2);
            assertThat(ended.getFailuresList()).isEmpty();
            assertThat(evaluated(client, ended)).isEqualTo(3);
            assertThat(answers(client)).isEqualTo(4);
        };
    }

    /** One person answers, then the asking is cancelled; the run asks for what is missing again. */
    static Runnable cancelAskingAndRetry(FaultClient client, String run) {
        answerAll(client, run, PEOPLE.get(0));
        String operation = client.run(run).getLabeling().getOperation();
        var unused = FaultClient.call(() -> client.door()
                .operations()
                .cancelOperation(
                        CancelOperationRequest.newBuilder().setName(operation).build()));
        Run failed = client.ended(run);
        client.retry(run, "again");
        askedAbout(client, run, 2);
        PEOPLE.forEach(person -> answerAll(client, run, person));
        Run ended = client.ended(run);
        return () -> {
            assertThat(failed.getState()).isEqualTo(Run.State.FAILED);
            assertThat(ended.getState()).as(ended.toString()).isEqualTo(Run.State.SUCCEEDED);
            assertThat(ended.getLabeling().getTask())
                    .isNotEqualTo(failed.getLabeling().getTask());
            assertThat(evaluated(client, ended)).isEqualTo(3);
            assertThat(answers(client)).isEqualTo(2 + 4);
        };
    }

    /** The answers of one person stay. */
    static Runnable deleteJob(FaultClient client, String run) {
        answerAll(client, run, PEOPLE.get(0));
        client.delete();
        return () -> {
            assertThat(client.run(run).getState()).isEqualTo(Run.State.CANCELLED);
            assertThat(answers(client)).isEqualTo(2);
        };
    }

    private static long answers(FaultClient client) {
        return client.door().stores().count("SELECT count(*) FROM question WHERE state = ?", "ANSWERED");
    }

    private static long evaluated(FaultClient client, Run run) {
        return client.door()
                .runs()
                .getEvaluationReport(GetEvaluationReportRequest.newBuilder()
                        .setName(run.getEvaluation())
                        .build())
                .getRowCounts()
                .getEvaluated();
    }

    /** Works until the items are listed. */
    private static void askedAbout(FaultClient client, String run, int items) {
        client.door()
                .workUntil(() -> client.run(run).getState() == Run.State.LABELING
                        && client.run(run).getLabeling().getItemCount() == items);
    }

    /** Answers whatever comes until nothing does; an answer of which nothing was heard is sent again. */
    private static void answerAll(FaultClient client, String run, String person) {
        String task = client.run(run).getLabeling().getTask();
        for (LeaseQuestionResponse leased = lease(client, task, person);
                leased.hasQuestion();
                leased = lease(client, task, person)) {
            SubmitAnswerRequest answer = SubmitAnswerRequest.newBuilder()
                    .setName(leased.getQuestion().getName())
                    .setWorker(person)
                    .setLeaseNumber(leased.getQuestion().getLeaseNumber())
                    .setAnswer(Answer.newBuilder()
                            .addAnnotations(Annotation.newBuilder()
                                    .setAnnotationValue(AnnotationProtos.classification(
                                            "dog", AnnotationType.TEXT_CLASSIFICATION_ANNOTATION))))
                    .build();
            var unused = FaultClient.call(() -> client.door().desk().submitAnswer(answer));
        }
    }

    private static LeaseQuestionResponse lease(FaultClient client, String task, String person) {
        return FaultClient.call(() -> client.door()
                .desk()
                .leaseQuestion(LeaseQuestionRequest.newBuilder()
                        .setParent(task)
                        .setWorker(person)
                        .build()));
    }
}
