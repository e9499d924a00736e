package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsRequest;
import dev.assay.datalabeling.v1beta1.ListEvaluationJobsResponse;
import dev.assay.server.JobRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Seven jobs: of the models {@code mail} (v0…v3) and {@code spam} (v4…v6); v1 and v5 are paused, v6 is deleted. */
class ListJobsTest {
    @TempDir
    Path directory;

    JobDoor door;
    String specSet;

    @BeforeEach
    void open() throws IOException {
        door = new JobDoor(directory);
        specSet = door.specSet();
        for (int n = 0; n < 7; n++) {
            door.pass(Duration.ofMillis(1));
            EvaluationJob job = create(n < 4 ? "mail" : "spam", n);
            if (n == 1 || n == 5) {
                door.pause(job.getName());
            }
            if (n == 6) {
                door.delete(job.getName());
            }
        }
    }

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; 0123456",
                "evaluation_job.model_id = mail; 0123",
                "evaluation_job.model_id = \"projects/shop/models/spam\"; 456",
                "evaluation_job.model_id = \"projects/bank/models/spam\"; ''",
                "evaluation_job.state = PAUSED; 15",
                "evaluation_job.state = STOPPED; 6",
                "evaluation_job.model_id = mail AND evaluation_job.state = PAUSED; 1",
                "evaluation_job.model_id = mail OR evaluation_job.state = PAUSED; 01235",
                "evaluation_job.model_id = mail AND evaluation_job.model_id = spam; ''",
                "evaluation_job.state = PAUSED OR evaluation_job.state = STOPPED; 156",
                "evaluation_job.model_id = mai; ''"
            })
    void filter_choosesJobs_alsoInSmallPages(String filter, String expected) {
        assertThat(versions(list(filter, 0, "").getEvaluationJobsList())).isEqualTo(expected);
        assertThat(versions(inPagesOf(1, filter))).isEqualTo(expected);
        assertThat(versions(inPagesOf(2, filter))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = PAUSED",
                "evaluation_job.state = paused",
                "evaluation_job.state = RUNNNG",
                "evaluation_job.model_id",
                "evaluation_job.model_id = mail AND",
                "evaluation_job.name = x"
            })
    void filter_thatCannotBeUsed_isBlamed(String filter) {
        assertThat(JobDoor.blamed(() -> list(filter, 0, ""))).containsExactly("filter");
    }

    @Test
    void pages_areStableUnderInserts() {
        ListEvaluationJobsResponse first = list("", 3, "");
        door.pass(Duration.ofMillis(1));
        create("mail", 7);

        ListEvaluationJobsResponse second = list("", 3, first.getNextPageToken());
        ListEvaluationJobsResponse third = list("", 3, second.getNextPageToken());

        assertThat(versions(first.getEvaluationJobsList())).isEqualTo("012");
        assertThat(versions(second.getEvaluationJobsList())).isEqualTo("345");
        assertThat(versions(third.getEvaluationJobsList())).isEqualTo("67");
        assertThat(third.getNextPageToken()).isEmpty();
    }

    @Test
    void lastPage_thatIsFull_hasNoToken() {
        assertThat(list("", 7, "").getNextPageToken()).isEmpty();
        assertThat(list("", 6, "").getNextPageToken()).isNotEmpty();
    }

    @Test
    void goneJobs_leavePagesFull() {
        door.pass(Duration.ofSeconds(60));
        create("mail", 7);

        assertThat(versions(list("", 7, "").getEvaluationJobsList())).isEqualTo("0123457");
    }

    @Test
    void pageSizes_outOfRange() {
        assertThat(JobDoor.blamed(() -> list("", -1, ""))).containsExactly("page_size");
        assertThat(list("", 5_000, "").getEvaluationJobsCount()).isEqualTo(7);
    }

    @Test
    void everythingWrong_isBlamedAtOnce() {
        assertThat(JobDoor.blamed(() -> listOf("shop", "color = red", -1, "garbage")))
                .containsExactly("parent", "filter", "page_size", "page_token");
    }

    @Test
    void pageTokens_ofOtherLists_areBlamed() {
        String token = list("", 3, "").getNextPageToken();

        assertThat(JobDoor.blamed(() -> list("evaluation_job.model_id = mail", 3, token)))
                .containsExactly("page_token");
        assertThat(JobDoor.blamed(() -> listOf("projects/bank", "", 3, token))).containsExactly("page_token");
        assertThat(JobDoor.blamed(() -> list("", 3, "garbage"))).containsExactly("page_token");
        assertThat(JobDoor.blamed(() -> list("", 3, token.substring(2)))).containsExactly("page_token");
    }

    @Test
    void parent_ofTheWrongForm_isBlamed_andAnyProjectMayBeEmpty() {
        assertThat(JobDoor.blamed(() -> listOf("shop", "", 0, ""))).containsExactly("parent");
        assertThat(listOf("projects/never-seen", "", 0, "")).isEqualTo(ListEvaluationJobsResponse.getDefaultInstance());
    }

    private EvaluationJob create(String model, int n) {
        return door.stub()
                .createEvaluationJob(JobRequests.create(
                        JobRequests.textClassification(specSet, JobRequests.modelVersion(model, "v" + n))));
    }

    private List<EvaluationJob> inPagesOf(int size, String filter) {
        List<EvaluationJob> all = new ArrayList<>();
        String token = "";
        do {
            ListEvaluationJobsResponse page = list(filter, size, token);
            assertThat(page.getEvaluationJobsCount()).isLessThanOrEqualTo(size);
            all.addAll(page.getEvaluationJobsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return all;
    }

    private ListEvaluationJobsResponse list(String filter, int pageSize, String pageToken) {
        return listOf(JobRequests.PROJECT, filter, pageSize, pageToken);
    }

    private ListEvaluationJobsResponse listOf(String parent, String filter, int pageSize, String pageToken) {
        return door.stub()
                .listEvaluationJobs(ListEvaluationJobsRequest.newBuilder()
                        .setParent(parent)
                        .setFilter(filter)
                        .setPageSize(pageSize)
                        .setPageToken(pageToken)
                        .build());
    }

    private static String versions(List<EvaluationJob> jobs) {
        StringBuilder versions = new StringBuilder();
        jobs.forEach(job -> versions.append(
                job.getModelVersion().charAt(job.getModelVersion().length() - 1)));
        return versions.toString();
    }
}
