package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datalabeling.v1beta1.ListAnnotatedDatasetsRequest;
import dev.assay.server.store.Invariants;
import dev.assay.server.store.OpenStore;
import dev.assay.v1.GetEvaluationReportRequest;
import dev.assay.v1.ListTasksRequest;
import dev.assay.v1.Run;
import dev.assay.v1.RunEvaluationJobRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real server processes that die right before and right after the commit in which a run begins to ask people, and in which
 * it takes over what they said.
 */
@Timeout(180)
class KillWhilePeopleLabelTest {
    private static final int DIGITS = 12;

    @TempDir
    Path folder;

    private Path data;
    private Path armed;
    private String[] options;

    @BeforeEach
    void prepare() throws Exception {
        data = folder.resolve("data");
        armed = folder.resolve("armed");
        options = PeopleLabel.options(folder);
    }

    @Test
    void run_asksOnceAndTakesTheAnswersOnce_whereverItsServerDied() throws Exception {
        String job;
        try (ServerProcess server = ServerProcess.start(data, options);
                Api api = new Api(server)) {
            job = api.createDigitsJob("kills", PeopleLabel.asking(PeopleLabel.instruction(api), 1));
        }
        List<Run> ended = new ArrayList<>();
        for (String when : List.of("before", "after")) {
            String run = dieWhenAskingBegins(job, when, ended.size());
            ended.add(finish(run));
            run = dieWhenAskingEnds(job, when, ended.size());
            ended.add(finish(run));
        }

        assertThat(ended.stream().map(run -> run.getLabeling().getTask())).doesNotHaveDuplicates();
        try (ServerProcess server = ServerProcess.start(data, options);
                Api api = new Api(server)) {
            assertThat(api.desk()
                            .listTasks(ListTasksRequest.newBuilder()
                                    .setParent(Digits.PROJECT)
                                    .setIncludeClosed(true)
                                    .build())
                            .getTasksList())
                    .hasSize(ended.size())
                    .allSatisfy(task -> {
                        assertThat(task.getAnswerCount()).isEqualTo(DIGITS);
                        assertThat(task.hasCloseTime()).isTrue();
                    });
        }
        try (OpenStore store = OpenStore.embedded(data)) {
            Invariants.of(store).check();
        }
    }

    private String dieWhenAskingBegins(String job, String when, int number) throws Exception {
        try (ServerProcess server = startToDie(when);
                Api api = new Api(server)) {
            log(api, number);
            Files.createFile(armed);
            requestUnanswered(api, job, number);
            assertDies(server, "begins to ask", when);
        }
        return requested(job, number);
    }

    private String dieWhenAskingEnds(String job, String when, int number) throws Exception {
        try (ServerProcess server = startToDie(when);
                Api api = new Api(server);
                PeopleWhoLabel people = new PeopleWhoLabel(number, server.grpcPort())) {
            log(api, number);
            Run run = PeopleLabel.listed(api, request(api, job, number));
            Files.createFile(armed);
            try {
                people.answerAll(run.getLabeling().getTask());
            } catch (ExecutionException cutOff) {
                assertThat(Status.fromThrowable(cutOff).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            }
            assertDies(server, "takes the answers over", when);
            return run.getName();
        }
    }

    private void assertDies(ServerProcess server, String step, String when) throws Exception {
        assertThat(server.await()).as("the server dies by itself").isEqualTo(137);
        Files.delete(armed);
        System.out.printf("killed %s the commit in which a run %s%n", when, step);
    }

    /** On a server that lives, with people who answer what is left. */
    private Run finish(String name) throws Exception {
        try (ServerProcess server = ServerProcess.start(data, options);
                Api api = new Api(server);
                PeopleWhoLabel people = new PeopleWhoLabel(0, server.grpcPort())) {
            if (!api.get(name).hasLabeling() || api.get(name).getLabeling().getAnswerCount() == 0) {
                Run asking = PeopleLabel.listed(api, api.get(name));
                people.answerAll(asking.getLabeling().getTask());
            }
            Run run = api.ended(name);
            assertThat(run.getState()).as(run.toString()).isEqualTo(Run.State.SUCCEEDED);
            assertThat(run.getFailuresList()).isEmpty();
            assertThat(run.getRevision()).isEqualTo(1);
            assertThat(run.getLabeling().getAgreedItemCount()).isEqualTo(DIGITS);
            assertThat(api.runs()
                            .getEvaluationReport(GetEvaluationReportRequest.newBuilder()
                                    .setName(run.getEvaluation())
                                    .build())
                            .getRowCounts()
                            .getEvaluated())
                    .isEqualTo(DIGITS);
            assertThat(api.labeling()
                            .listAnnotatedDatasets(ListAnnotatedDatasetsRequest.newBuilder()
                                    .setParent(run.getDataset())
                                    .build())
                            .getAnnotatedDatasetsCount())
                    .as("what people said, and the truth of the run")
                    .isEqualTo(2);
            return run;
        }
    }

    private ServerProcess startToDie(String when) throws Exception {
        return ServerProcess.start(
                List.of("-Dcrash.armed=" + armed, "-Dcrash.step=LABELING", "-Dcrash.when=" + when),
                "dev.assay.server.CrashingServer",
                data,
                options);
    }

    private String requested(String job, int number) throws Exception {
        try (ServerProcess server = ServerProcess.start(data, options);
                Api api = new Api(server)) {
            return request(api, job, number).getName();
        }
    }

    private static void requestUnanswered(Api api, String job, int number) {
        try {
            request(api, job, number);
        } catch (StatusRuntimeException died) {
            assertThat(died.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    private static Run request(Api api, String job, int number) {
        return api.runs()
                .runEvaluationJob(RunEvaluationJobRequest.newBuilder()
                        .setName(job)
                        .setRequestId("request-" + number)
                        .build());
    }

    private static void log(Api api, int number) {
        PeopleLabel.log(api, "kills", number * DIGITS, (number + 1) * DIGITS);
    }
}
