package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.Annotation;
import dev.assay.datalabeling.v1beta1.DeleteInstructionRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetAnnotatedDatasetRequest;
import dev.assay.server.JobRequests;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.v1.Answer;
import dev.assay.v1.GetTaskRequest;
import dev.assay.v1.LeaseQuestionRequest;
import dev.assay.v1.LeaseQuestionResponse;
import dev.assay.v1.Question;
import dev.assay.v1.Run;
import dev.assay.v1.SkipQuestionRequest;
import dev.assay.v1.SubmitAnswerRequest;
import dev.assay.v1.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A job of texts that asks people, three at most, and these people. */
abstract class AskingJob {
    static final List<String> PEOPLE = List.of("ann@example.com", "ben@example.com", "cid@example.com");

    @TempDir
    Path directory;

    RunDoor door;
    String instruction;

    @BeforeEach
    void open() throws IOException {
        door = new RunDoor(directory, Duration.ZERO);
        instruction = door.instruction();
        door.replaceJob(job -> asking(job, 3));
    }

    @AfterEach
    void close() {
        door.close();
    }

    EvaluationJob.Builder asking(EvaluationJob.Builder job, int replicas) {
        JobRequests.askingPeople(job, instruction)
                .getEvaluationJobConfigBuilder()
                .getHumanAnnotationConfigBuilder()
                .setReplicaCount(replicas)
                .addAllContributorEmails(PEOPLE);
        return job;
    }

    EvaluationJob.State state() {
        return door.jobNow().getState();
    }

    /** Starts a run and does what can be done without people. */
    Run startToAsk() {
        return door.startAndDrive();
    }

    Task task(Run run) {
        return door.desk()
                .getTask(GetTaskRequest.newBuilder()
                        .setName(run.getLabeling().getTask())
                        .build());
    }

    AnnotatedDataset answers(Run run) {
        return door.labeling()
                .getAnnotatedDataset(GetAnnotatedDatasetRequest.newBuilder()
                        .setName(run.getLabeling().getAnnotatedDataset())
                        .build());
    }

    void deleteInstruction() {
        var unused = door.labeling()
                .deleteInstruction(DeleteInstructionRequest.newBuilder()
                        .setName(instruction)
                        .build());
    }

    List<String> truths() {
        return door.stores().texts("SELECT groundtruth FROM " + RunDoor.TABLE + " ORDER BY row_id");
    }

    LeaseQuestionResponse lease(Run run, String person) {
        return door.desk()
                .leaseQuestion(LeaseQuestionRequest.newBuilder()
                        .setParent(run.getLabeling().getTask())
                        .setWorker(person)
                        .build());
    }

    /** Everybody says the same of everything they are asked. */
    void answerAll(Run run, String labels) {
        for (String person : PEOPLE) {
            for (LeaseQuestionResponse leased = lease(run, person); leased.hasQuestion(); leased = lease(run, person)) {
                submit(leased.getQuestion(), person, labels);
            }
        }
    }

    /** The n-th person says the n-th of what is given for an item, by its id, and skips it if there is none. */
    void answer(Run run, Map<String, List<String>> said) {
        for (int i = 0; i < PEOPLE.size(); i++) {
            String person = PEOPLE.get(i);
            for (LeaseQuestionResponse leased = lease(run, person); leased.hasQuestion(); leased = lease(run, person)) {
                List<String> labels = said.get(idOf(leased.getQuestion()));
                if (i < labels.size()) {
                    submit(leased.getQuestion(), person, labels.get(i));
                } else {
                    skip(leased.getQuestion(), person);
                }
            }
        }
    }

    /** Somebody answers about the first item, which must be this one. */
    void answerFirst(Run run, String id, String label) {
        Question question = lease(run, PEOPLE.get(0)).getQuestion();
        assertThat(idOf(question)).isEqualTo(id);
        submit(question, PEOPLE.get(0), label);
    }

    static String idOf(Question question) {
        return question.getItem().getTextPayload().getTextContent().replace("text of ", "");
    }

    void submit(Question question, String person, String labels) {
        Answer.Builder answer = Answer.newBuilder();
        Stream.of(labels.split(","))
                .filter(label -> !label.isEmpty())
                .forEach(label -> answer.addAnnotations(Annotation.newBuilder()
                        .setAnnotationValue(AnnotationProtos.classification(
                                label, AnnotationType.TEXT_CLASSIFICATION_ANNOTATION))));
        var unused = door.desk()
                .submitAnswer(SubmitAnswerRequest.newBuilder()
                        .setName(question.getName())
                        .setWorker(person)
                        .setLeaseNumber(question.getLeaseNumber())
                        .setAnswer(answer)
                        .build());
    }

    void skip(Question question, String person) {
        var unused = door.desk()
                .skipQuestion(SkipQuestionRequest.newBuilder()
                        .setName(question.getName())
                        .setWorker(person)
                        .setLeaseNumber(question.getLeaseNumber())
                        .setReason("unclear")
                        .build());
    }
}
