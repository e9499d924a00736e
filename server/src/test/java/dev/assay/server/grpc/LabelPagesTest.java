package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.server.JobRequests;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.Aggregation;
import dev.assay.server.labeling.LabelingPlan;
import dev.assay.server.labeling.LabelingTasks;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.QuietWork;
import dev.assay.v1.ListTasksRequest;
import dev.assay.v1.ListTasksResponse;
import dev.assay.v1.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pages of tasks, and of the operations that do them, are what clients take without being told: 4 MiB. */
@ExtendWith(QuietWork.class)
class LabelPagesTest {
    private static final int CLIENTS_TAKE_BYTES = 4 << 20;
    private static final int TASKS = 60;
    private static final int LABELS = 1_000;

    @TempDir
    Path directory;

    private RunDoor door;

    @BeforeEach
    void open() throws IOException {
        door = new RunDoor(directory, Duration.ZERO);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void tasksWithManyLabels_comeOnSeveralPages_eachOnce() {
        List<String> begun = begin("ä".repeat(60));
        List<String> listed = new ArrayList<>();
        int pages = 0;
        String token = "";
        do {
            ListTasksResponse page = door.desk()
                    .listTasks(ListTasksRequest.newBuilder()
                            .setParent(JobRequests.PROJECT)
                            .setPageSize(1_000)
                            .setPageToken(token)
                            .build());
            assertThat(page.getSerializedSize()).isLessThan(CLIENTS_TAKE_BYTES);
            page.getTasksList().stream().map(Task::getName).forEach(listed::add);
            token = page.getNextPageToken();
            pages++;
        } while (!token.isEmpty());

        assertThat(listed).isEqualTo(begun);
        assertThat(pages).isGreaterThan(1);
    }

    @Test
    void operationsWithLargeResponses_comeOnSeveralPages_eachOnce() throws Exception {
        List<String> begun = begin("");
        door.drive();
        String counts = IntStream.range(0, LABELS)
                .mapToObj(i -> "\"" + i + "x".repeat(100) + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
        door.stores().execute("UPDATE annotated_dataset SET label_stats = ?", counts);
        List<String> listed = new ArrayList<>();
        int pages = 0;
        String token = "";
        do {
            ListOperationsResponse page = door.operations()
                    .listOperations(ListOperationsRequest.newBuilder()
                            .setName(JobRequests.PROJECT)
                            .setPageSize(1_000)
                            .setPageToken(token)
                            .build());
            assertThat(page.getSerializedSize()).isLessThan(CLIENTS_TAKE_BYTES);
            for (Operation operation : page.getOperationsList()) {
                listed.add(LabelingTasks.taskOf(ResourceName.read(operation.getName()))
                        .toString());
                assertThat(operation
                                .getResponse()
                                .unpack(AnnotatedDataset.class)
                                .getLabelStats()
                                .getExampleCountCount())
                        .isEqualTo(LABELS);
            }
            token = page.getNextPageToken();
            pages++;
        } while (!token.isEmpty());

        assertThat(listed).isEqualTo(begun);
        assertThat(pages).isGreaterThan(1);
    }

    /** Tasks over datasets without items; answers their names. */
    private List<String> begin(String description) {
        List<AnnotationSpec> labels = IntStream.range(0, LABELS)
                .mapToObj(i -> new AnnotationSpec("label " + i, description))
                .toList();
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            LabelingPlan plan = new LabelingPlan(
                    door.annotatedSets().dataset(List.of()),
                    null,
                    AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION,
                    labels,
                    false,
                    false,
                    Aggregation.MAJORITY_VOTE,
                    1,
                    Duration.ofMinutes(10),
                    Set.of(),
                    null,
                    "title",
                    "",
                    new byte[0]);
            door.pass(Duration.ofMillis(1));
            ResourceName operation =
                    door.get(LabelingTasks.class).start(plan, door.now()).name();
            tasks.add(LabelingTasks.taskOf(operation).toString());
        }
        return tasks;
    }
}
