package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.AnnotationSpecSet;
import dev.assay.datalabeling.v1beta1.CreateAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.DeleteAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.datalabeling.v1beta1.GetAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotationSpecSetsResponse;
import dev.assay.server.JobRequests;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecSetCallsTest {
    private static final String PATH = "annotation_spec_set.";

    @TempDir
    Path directory;

    JobDoor door;

    @BeforeEach
    void open() throws IOException {
        door = new JobDoor(directory);
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void create_keepsOrder_andTheFirstOfRepeatedLabels() {
        CreateAnnotationSpecSetRequest.Builder request = JobRequests.specSet("b", "a", "b").toBuilder();
        request.getAnnotationSpecSetBuilder()
                .setName("ignored")
                .addBlockingResources("ignored")
                .getAnnotationSpecsBuilder(0)
                .setDescription("the first");

        AnnotationSpecSet made = door.stub().createAnnotationSpecSet(request.build());

        assertThat(made.getName()).matches("projects/shop/annotationSpecSets/[0-9a-z]{26}");
        assertThat(made.getDisplayName()).isEqualTo("labels");
        assertThat(made.getDescription()).isEqualTo("labels of a test");
        assertThat(made.getAnnotationSpecsList())
                .containsExactly(
                        AnnotationSpec.newBuilder()
                                .setDisplayName("b")
                                .setDescription("the first")
                                .build(),
                        AnnotationSpec.newBuilder().setDisplayName("a").build());
        assertThat(made.getBlockingResourcesList()).isEmpty();
        assertThat(get(made.getName())).isEqualTo(made);
    }

    @Test
    void create_takesAHundredDifferentLabels_ofSixtyFourCharacters() {
        String[] labels = IntStream.range(0, 102)
                .mapToObj(n -> "😀".repeat(61) + String.format("%03d", Math.min(n, 99)))
                .toArray(String[]::new);

        assertThat(door.stub()
                        .createAnnotationSpecSet(JobRequests.specSet(labels))
                        .getAnnotationSpecsCount())
                .isEqualTo(100);
    }

    @Test
    void create_blamesWhatIsWrong() {
        assertThat(blamed(set -> set.clearDisplayName())).isEqualTo(PATH + "display_name");
        assertThat(blamed(set -> set.setDisplayName("x".repeat(65)))).isEqualTo(PATH + "display_name");
        assertThat(blamed(set -> set.setDescription("x".repeat(10_001)))).isEqualTo(PATH + "description");
        assertThat(blamed(set -> set.clearAnnotationSpecs())).isEqualTo(PATH + "annotation_specs");
        assertThat(blamed(set -> IntStream.range(0, 100)
                        .forEach(n -> set.addAnnotationSpecsBuilder().setDisplayName("more" + n))))
                .isEqualTo(PATH + "annotation_specs");
        assertThat(blamed(set -> set.addAnnotationSpecsBuilder().setDisplayName("")))
                .isEqualTo(PATH + "annotation_specs[2].display_name");
        assertThat(blamed(set -> set.addAnnotationSpecsBuilder().setDisplayName("x".repeat(65))))
                .isEqualTo(PATH + "annotation_specs[2].display_name");
        assertThat(blamed(set -> set.getAnnotationSpecsBuilder(1).setDescription("x".repeat(10_001))))
                .isEqualTo(PATH + "annotation_specs[1].description");
        assertThat(blamed(set -> set.clearDisplayName().clearAnnotationSpecs()))
                .isEqualTo(PATH + "display_name " + PATH + "annotation_specs");
        assertThat(JobDoor.blamed(() -> door.stub()
                        .createAnnotationSpecSet(JobRequests.specSet("a").toBuilder()
                                .setParent("shop")
                                .build())))
                .containsExactly("parent");
    }

    @Test
    void create_blamesTheParent_amongTheRest() {
        CreateAnnotationSpecSetRequest nothing = CreateAnnotationSpecSetRequest.getDefaultInstance();

        assertThat(JobDoor.blamed(() -> door.stub().createAnnotationSpecSet(nothing)))
                .containsExactly("parent", PATH + "display_name", PATH + "annotation_specs");
    }

    @Test
    void delete_isRefusedWhileAJobHoldsTheSet() {
        String name = door.specSet();
        EvaluationJob first = door.job(name, "v1");
        EvaluationJob second = door.job(name, "v2");

        StatusRuntimeException failure = JobDoor.failure(Code.FAILED_PRECONDITION, () -> delete(name));

        assertThat(failure).hasMessageContaining(first.getName()).hasMessageContaining(second.getName());
        assertThat(JobDoor.info(failure).getReason()).isEqualTo("RESOURCE_HELD");
        assertThat(get(name).getBlockingResourcesList()).containsExactlyInAnyOrder(first.getName(), second.getName());
        assertThat(list("", 0, "").getAnnotationSpecSets(0)).isEqualTo(get(name));

        door.delete(first.getName());
        assertThat(get(name).getBlockingResourcesList()).containsExactly(second.getName());
        door.delete(second.getName());
        delete(name);
    }

    @Test
    void delete_mayBeRepeatedForAMinute() {
        String name = door.specSet();
        delete(name);

        JobDoor.failure(Code.NOT_FOUND, () -> get(name));
        assertThat(list("", 0, "").getAnnotationSpecSetsList()).isEmpty();
        JobDoor.failure(Code.NOT_FOUND, () -> door.job(name, "v1"));
        door.pass(Duration.ofSeconds(59));
        delete(name);
        door.pass(Duration.ofSeconds(1));
        JobDoor.failure(Code.NOT_FOUND, () -> delete(name));
        JobDoor.failure(Code.NOT_FOUND, () -> delete("projects/shop/annotationSpecSets/none"));

        assertThat(door.specSets().removeDeleted(door.now(), 10)).isEqualTo(1);
        assertThat(door.stores().texts("SELECT id FROM annotation_spec_set")).isEmpty();
    }

    @Test
    void list_pagesInOrderOfCreation() {
        String[] names = new String[5];
        for (int n = 0; n < names.length; n++) {
            door.pass(Duration.ofMillis(1));
            names[n] = door.specSet();
        }

        ListAnnotationSpecSetsResponse first = list("", 3, "");
        ListAnnotationSpecSetsResponse second = list("", 3, first.getNextPageToken());

        assertThat(first.getAnnotationSpecSetsList())
                .extracting(AnnotationSpecSet::getName)
                .containsExactly(names[0], names[1], names[2]);
        assertThat(second.getAnnotationSpecSetsList())
                .extracting(AnnotationSpecSet::getName)
                .containsExactly(names[3], names[4]);
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(JobDoor.blamed(() -> list("", 3, "x"))).containsExactly("page_token");
        assertThat(JobDoor.blamed(() -> list("", -1, ""))).containsExactly("page_size");
        assertThat(JobDoor.blamed(() -> list("color = red", -1, "x")))
                .containsExactly("filter", "page_size", "page_token");
    }

    @Test
    void list_endsAPage_beforeItIsTooLargeForClients() {
        CreateAnnotationSpecSetRequest.Builder large = JobRequests.specSet().toBuilder();
        for (int i = 0; i < 100; i++) {
            large.getAnnotationSpecSetBuilder()
                    .addAnnotationSpecsBuilder()
                    .setDisplayName("label " + i)
                    .setDescription("€".repeat(10_000));
        }
        int sets = 25;
        for (int i = 0; i < sets; i++) {
            door.stub().createAnnotationSpecSet(large.build());
            door.pass(Duration.ofMillis(1));
        }

        String token = "";
        List<String> seen = new ArrayList<>();
        do {
            ListAnnotationSpecSetsResponse page = door.stub()
                    .listAnnotationSpecSets(ListAnnotationSpecSetsRequest.newBuilder()
                            .setParent(JobRequests.PROJECT)
                            .setPageToken(token)
                            .build());
            assertThat(page.getSerializedSize()).isLessThan(4 << 20);
            page.getAnnotationSpecSetsList().forEach(set -> seen.add(set.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(seen).hasSize(sets).doesNotHaveDuplicates();
    }

    @Test
    void list_knowsNoFilter() {
        assertThat(JobDoor.blamed(() -> list("display_name = x", 0, ""))).containsExactly("filter");
    }

    @Test
    void names_ofTheWrongForm_areBlamed() {
        assertThat(JobDoor.blamed(() -> get("projects/shop/datasets/x"))).containsExactly("name");
        assertThat(JobDoor.blamed(() -> delete(""))).containsExactly("name");
    }

    private String blamed(Consumer<AnnotationSpecSet.Builder> mistake) {
        CreateAnnotationSpecSetRequest.Builder request = JobRequests.specSet("cat", "dog").toBuilder();
        mistake.accept(request.getAnnotationSpecSetBuilder());
        return String.join(" ", JobDoor.blamed(() -> door.stub().createAnnotationSpecSet(request.build())));
    }

    private AnnotationSpecSet get(String name) {
        return door.stub()
                .getAnnotationSpecSet(
                        GetAnnotationSpecSetRequest.newBuilder().setName(name).build());
    }

    private void delete(String name) {
        var unused = door.stub()
                .deleteAnnotationSpecSet(DeleteAnnotationSpecSetRequest.newBuilder()
                        .setName(name)
                        .build());
    }

    private ListAnnotationSpecSetsResponse list(String filter, int pageSize, String pageToken) {
        return door.stub()
                .listAnnotationSpecSets(ListAnnotationSpecSetsRequest.newBuilder()
                        .setParent(JobRequests.PROJECT)
                        .setFilter(filter)
                        .setPageSize(pageSize)
                        .setPageToken(pageToken)
                        .build());
    }
}
