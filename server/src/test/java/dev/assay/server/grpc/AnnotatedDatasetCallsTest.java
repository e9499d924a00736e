package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest.FieldViolation;
import dev.assay.datalabeling.v1beta1.AnnotatedDataset;
import dev.assay.datalabeling.v1beta1.AnnotationSource;
import dev.assay.datalabeling.v1beta1.DeleteAnnotatedDatasetRequest;
import dev.assay.datalabeling.v1beta1.DeleteDatasetRequest;
import dev.assay.datalabeling.v1beta1.Example;
import dev.assay.datalabeling.v1beta1.GetAnnotatedDatasetRequest;
import dev.assay.datalabeling.v1beta1.GetExampleRequest;
import dev.assay.datalabeling.v1beta1.HumanAnnotationConfig;
import dev.assay.datalabeling.v1beta1.ListAnnotatedDatasetsRequest;
import dev.assay.datalabeling.v1beta1.ListAnnotatedDatasetsResponse;
import dev.assay.datalabeling.v1beta1.ListExamplesRequest;
import dev.assay.datalabeling.v1beta1.ListExamplesResponse;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsRequest;
import dev.assay.datalabeling.v1beta1.SearchExampleComparisonsResponse.ExampleComparison;
import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.DatasetDraft;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.dataset.ItemIds;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.AnnotatedItem;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.annotated.RandomAnnotations;
import dev.assay.server.evaluation.EvaluationBench;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotatedDatasetCallsTest {
    private static final String PREDICTION = "{\"labels\":[\"1\",\"7\"],\"scores\":[0.75,0.25]}";
    private static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "shop");
    private static final int CLIENTS_TAKE = 4 << 20;

    @TempDir
    Path directory;

    private EvaluationBench bench;
    private EvaluationDoor door;
    private int made;

    @BeforeEach
    void open() throws Exception {
        bench = new EvaluationBench(directory);
        door = new EvaluationDoor(bench, jobs -> Map.of());
    }

    @AfterEach
    void close() {
        door.close();
        bench.close();
    }

    // --- annotated datasets ---------------------------------------------------------------------------------------

    @Test
    void truthOfARun_isShown_andItsExamplesAreThoseOfTheComparisons() {
        bench.sample(1, "{\"image\":\"AAAA\"}", PREDICTION, "{\"labels\":\"1\"}");
        bench.sample(1, "{\"image\":\"AAAA\"}", PREDICTION, "{\"labels\":\"7\"}");
        bench.sample(1, "{\"image\":\"AAAA\"}", PREDICTION, null);
        ResourceName dataset = bench.dataset("d1", 1);
        ResourceName evaluation = bench.evaluate(bench.plan("r1", dataset), bench.rows(1));

        AnnotatedDataset truth = list(dataset).get(0);

        assertThat(get(truth.getName())).isEqualTo(truth);
        assertThat(truth.getName()).startsWith(dataset + "/annotatedDatasets/");
        assertThat(truth.getDisplayName()).hasSizeBetween(1, 64).endsWith("revision 1");
        assertThat(truth.getAnnotationSource()).isEqualTo(AnnotationSource.OPERATOR);
        assertThat(truth.getAnnotationType().name()).isEqualTo("IMAGE_CLASSIFICATION_ANNOTATION");
        assertThat(truth.getExampleCount()).isEqualTo(3);
        assertThat(truth.getCompletedExampleCount()).isEqualTo(2);
        assertThat(truth.getLabelStats().getExampleCountMap()).isEqualTo(Map.of("1", 1L, "7", 1L));
        assertThat(truth.getCreateTime())
                .isEqualTo(Timestamp.newBuilder()
                        .setSeconds(bench.now().getEpochSecond())
                        .build());
        assertThat(truth.hasMetadata()).isFalse();
        assertThat(comparisons(evaluation))
                .extracting(ExampleComparison::getGroundTruthExample)
                .containsExactlyInAnyOrderElementsOf(examples(truth.getName(), "", 0));
    }

    @Test
    void annotatedDatasets_areListedByPages() {
        ResourceName dataset = stored();
        for (int i = 0; i < 5; i++) {
            annotate(dataset, List.of());
            bench.pass(Duration.ofSeconds(i % 2));
        }
        List<AnnotatedDataset> all = list(dataset);
        assertThat(all).hasSize(5);
        assertThat(all.get(0).getMetadata().getHumanAnnotationConfig().getInstruction())
                .isEqualTo("kept");

        List<AnnotatedDataset> walked = new ArrayList<>();
        String token = "";
        do {
            ListAnnotatedDatasetsResponse page = door.stub()
                    .listAnnotatedDatasets(ListAnnotatedDatasetsRequest.newBuilder()
                            .setParent(dataset.toString())
                            .setPageSize(2)
                            .setPageToken(token)
                            .build());
            assertThat(page.getAnnotatedDatasetsCount()).isBetween(1, 2);
            walked.addAll(page.getAnnotatedDatasetsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(walked).isEqualTo(all);
        assertFails(
                Status.Code.NOT_FOUND,
                "dataset projects/shop/datasets/none",
                () -> list(PROJECT.child(ResourceKind.DATASET, "none")));
    }

    @Test
    void list_endsAPage_beforeItIsTooLargeForClients() {
        ResourceName dataset = stored(new Text("x"));
        String[] labels =
                IntStream.range(0, 100).mapToObj(i -> i + "€".repeat(400)).toArray(String[]::new);
        List<String> made = IntStream.range(0, 40)
                .mapToObj(i -> annotate(dataset, List.of(item(0, labels))))
                .toList();

        List<String> walked = new ArrayList<>();
        String token = "";
        do {
            ListAnnotatedDatasetsResponse page = door.stub()
                    .listAnnotatedDatasets(ListAnnotatedDatasetsRequest.newBuilder()
                            .setParent(dataset.toString())
                            .setPageSize(1_000)
                            .setPageToken(token)
                            .build());
            assertThat(page.getSerializedSize()).isLessThan(CLIENTS_TAKE);
            page.getAnnotatedDatasetsList().forEach(each -> walked.add(each.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(walked).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void delete_hidesAtOnce_mayBeRepeated_andLeavesEvaluations() {
        bench.sampleDigits(1);
        ResourceName dataset = bench.dataset("d1", 1);
        ResourceName evaluation = bench.evaluate(bench.plan("r1", dataset), bench.rows(1));
        String truth = list(dataset).get(0).getName();
        String example = examples(truth, "", 1).get(0).getName();

        delete(truth);

        assertThat(list(dataset)).isEmpty();
        assertFails(Status.Code.NOT_FOUND, truth, () -> get(truth));
        assertFails(Status.Code.NOT_FOUND, truth, () -> examples(truth, "", 0));
        assertFails(Status.Code.NOT_FOUND, truth, () -> example(example, ""));
        AnnotatedDatasets annotated = bench.get(AnnotatedDatasets.class);
        while (annotated.purgeSome(bench.now())) {
            delete(truth);
        }
        assertThat(bench.sql().numbers("SELECT count(*) FROM example")).containsExactly(0L);
        delete(truth);
        assertThat(comparisons(evaluation)).hasSize(100);

        bench.pass(Duration.ofSeconds(60));
        annotated.purgeSome(bench.now());
        assertFails(Status.Code.NOT_FOUND, truth, () -> delete(truth));
        assertThat(bench.sql().numbers("SELECT count(*) FROM annotated_dataset"))
                .containsExactly(0L);
    }

    @Test
    void manyDeleted_areAllRemovedAtOnce() {
        ResourceName dataset = stored();
        for (int i = 0; i < 101; i++) {
            delete(annotate(dataset, List.of()));
        }

        bench.pass(Duration.ofSeconds(60));
        while (bench.get(AnnotatedDatasets.class).purgeSome(bench.now())) {}

        assertThat(bench.sql().numbers("SELECT count(*) FROM annotated_dataset"))
                .containsExactly(0L);
    }

    @Test
    void delete_ofWhatIsHeld_isRefusedNamingTheHolder() {
        String annotated = annotate(stored(), List.of());
        ResourceName holder = PROJECT.child(ResourceKind.OPERATION, "export");
        Holds holds = bench.get(Holds.class);
        bench.get(Transactions.class)
                .write(() -> holds.hold(ResourceName.parse(ResourceKind.ANNOTATED_DATASET, "", annotated), holder));

        assertFails(Status.Code.FAILED_PRECONDITION, holder.toString(), () -> delete(annotated));
        assertThat(get(annotated).getBlockingResourcesList()).containsExactly(holder.toString());

        bench.get(Transactions.class).write(() -> holds.dropAll(holder));
        delete(annotated);
    }

    @Test
    void deleteDataset_takesItsAnnotatedDatasetsAlong() {
        ResourceName dataset = stored(new Text("a"), new Text("b"));
        String annotated = annotate(dataset, List.of(item(0, "cat"), item(1, "dog")));

        door.stub()
                .deleteDataset(DeleteDatasetRequest.newBuilder()
                        .setName(dataset.toString())
                        .build());

        assertFails(Status.Code.NOT_FOUND, annotated, () -> get(annotated));
        assertFails(Status.Code.NOT_FOUND, dataset.toString(), () -> list(dataset));
        while (bench.get(Datasets.class).purgeSome(bench.now())) {}
        for (String table : List.of("annotated_dataset", "example", "example_label")) {
            assertThat(bench.sql().numbers("SELECT count(*) FROM " + table)).containsExactly(0L);
        }
    }

    // --- examples -------------------------------------------------------------------------------------------------

    @Test
    void getExample_withAFilter_isThereIfALabelPasses_withAllItsAnnotations() {
        String annotated = annotate(stored(new Text("a text")), List.of(item(0, "cat", "dog")));
        String name = annotated + "/examples/" + ItemIds.ofRow(0);

        Example whole = example(name, "");

        assertThat(whole.getTextPayload().getTextContent()).isEqualTo("a text");
        assertThat(whole.getAnnotationsList())
                .extracting(each -> each.getName())
                .containsExactly(name + "/annotations/0", name + "/annotations/1");
        String cat = "annotation_spec.display_name = cat";
        String dog = "annotation_spec.display_name = \"dog\"";
        String bat = "annotation_spec.display_name = bat";
        for (String passing : List.of(cat, dog, bat + " OR " + dog, cat + " AND " + dog)) {
            assertThat(example(name, passing)).isEqualTo(whole);
        }
        for (String failing : List.of(bat, bat + " AND " + cat)) {
            assertFails(Status.Code.NOT_FOUND, name, () -> example(name, failing));
        }
        assertFails(Status.Code.NOT_FOUND, "examples/1", () -> example(annotated + "/examples/1", ""));
    }

    @Test
    void examples_walkedByPages_areAllThatPass_inOrder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> labels = List.of("cat", "dog", "two words", "qu\"ote", "Ü");
        int count = 300;
        ResourceName dataset = stored(
                IntStream.range(0, count).mapToObj(i -> new Text("text " + i)).toArray(Payload[]::new));
        List<AnnotatedItem> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (random.nextInt(4) > 0) {
                items.add(item(
                        i,
                        random.ints(random.nextInt(4), 0, labels.size())
                                .mapToObj(labels::get)
                                .toArray(String[]::new)));
            }
        }
        String annotated = annotate(dataset, items);
        for (int round = 0; round < 30; round++) {
            List<String> drawn = Stream.generate(() -> labels.get(random.nextInt(labels.size())))
                    .limit(3)
                    .toList();
            List<String> terms = drawn.stream()
                    .map(label -> "annotation_spec.display_name = \"" + label.replace("\"", "\\\"") + "\"")
                    .toList();
            Map<String, Predicate<Set<String>>> filters = Map.of(
                    "",
                    has -> true,
                    terms.get(0),
                    has -> has.contains(drawn.get(0)),
                    terms.get(0) + " OR " + terms.get(1),
                    has -> has.contains(drawn.get(0)) || has.contains(drawn.get(1)),
                    terms.get(0) + " AND " + terms.get(1) + " OR " + terms.get(2),
                    has -> has.contains(drawn.get(0)) && (has.contains(drawn.get(1)) || has.contains(drawn.get(2))));
            int pageSize = 1 + random.nextInt(80);
            filters.forEach((filter, passes) -> assertThat(examples(annotated, filter, pageSize))
                    .as("seed %d, filter %s, page size %d", seed, filter, pageSize)
                    .extracting(Example::getName)
                    .containsExactlyElementsOf(items.stream()
                            .filter(item -> passes.test(item.annotations().stream()
                                    .flatMap(each -> each.value().labels().stream())
                                    .collect(Collectors.toSet())))
                            .map(item -> annotated + "/examples/" + item.item())
                            .toList()));
        }
    }

    @Test
    void examples_bearEveryKindOfAnnotationAndPayload() {
        long seed = System.nanoTime();
        RandomAnnotations annotations = RandomAnnotations.asMessagesCanSay(new Random(seed));
        Payload[][] payloads = {
            {new Text("a \u0001 text, \"quoted\"\r\n𝄞"), new Text("")},
            {new Image("image/png", new byte[] {1, 2}, "gs://b/a.png")},
            {new Video("video/mp4", "gs://b/a.mp4")}
        };
        for (Payload[] items : payloads) {
            List<AnnotatedItem> said = new ArrayList<>();
            for (int i = 0; i < items.length; i++) {
                said.add(new AnnotatedItem(
                        ItemIds.ofRow(i),
                        Stream.generate(annotations::next).limit(20).toList()));
            }
            String annotated = annotate(stored(items), said);

            List<Example> shown = examples(annotated, "", 0);

            for (int i = 0; i < items.length; i++) {
                assertThat(shown.get(i).getAnnotationsList())
                        .as("seed %d", seed)
                        .usingRecursiveFieldByFieldElementComparator()
                        .isEqualTo(expected(shown.get(i).getName(), said.get(i).annotations()));
                assertThat(shown.get(i))
                        .isEqualTo(AnnotationProtos.example(
                                        ResourceName.parse(
                                                ResourceKind.EXAMPLE,
                                                "",
                                                shown.get(i).getName()),
                                        items[i])
                                .addAllAnnotations(shown.get(i).getAnnotationsList())
                                .build());
            }
        }
    }

    private static List<dev.assay.datalabeling.v1beta1.Annotation> expected(String example, List<Annotation> said) {
        return IntStream.range(0, said.size())
                .mapToObj(i -> AnnotationProtos.message(said.get(i), AnnotationType.TEXT_CLASSIFICATION_ANNOTATION)
                        .setName(example + "/annotations/" + i)
                        .build())
                .toList();
    }

    @Test
    void pages_ofLargeExamples_areWhatClientsTake() {
        String large = "ä".repeat(50_000);
        int count = 120;
        String annotated = annotate(
                stored(IntStream.range(0, count)
                        .mapToObj(i -> new Text(i + large))
                        .toArray(Payload[]::new)),
                IntStream.range(0, count).mapToObj(i -> item(i, "cat")).toList());

        List<Example> walked = new ArrayList<>();
        int pages = 0;
        String token = "";
        do {
            ListExamplesResponse page = page(annotated, "", 1_000, token);
            assertThat(page.getSerializedSize()).isLessThan(CLIENTS_TAKE);
            walked.addAll(page.getExamplesList());
            token = page.getNextPageToken();
            pages++;
        } while (!token.isEmpty());

        assertThat(walked).hasSize(count).doesNotHaveDuplicates();
        assertThat(pages).isBetween(4, 8);
    }

    @Test
    void pages_ofAFilterThatHardlyAnythingPasses_endEarly_andGoOn() {
        int count = 20_500;
        List<AnnotatedItem> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(i == count - 1 ? item(i, "cat", "dog") : item(i, "cat"));
        }
        String annotated = annotate(stored(new Text("x")), items);
        String both = "annotation_spec.display_name = cat AND annotation_spec.display_name = dog";

        ListExamplesResponse first = page(annotated, both, 10, "");

        assertThat(first.getExamplesCount()).isZero();
        assertThat(first.getNextPageToken()).isNotEmpty();
        assertThat(examples(annotated, both, 10)).hasSize(1);
    }

    @Test
    void requests_thatAreWrong_hearOfEverythingAtOnce() {
        assertThat(violations(() -> door.stub()
                        .listExamples(ListExamplesRequest.newBuilder()
                                .setParent("projects/p")
                                .setFilter("display_name = x")
                                .setPageSize(-1)
                                .build())))
                .containsExactly("parent", "filter", "page_size");
        assertThat(violations(() -> example("x", "annotation_spec.display_name")))
                .containsExactly("name", "filter");
        assertThat(violations(() -> door.stub()
                        .listAnnotatedDatasets(ListAnnotatedDatasetsRequest.newBuilder()
                                .setParent("x")
                                .setFilter("a = b")
                                .setPageToken("?")
                                .build())))
                .containsExactly("parent", "filter", "page_token");
        assertThat(violations(() -> get("x"))).containsExactly("name");
        assertThat(violations(() -> delete("x"))).containsExactly("name");
    }

    @Test
    void pageToken_ofAnotherFilter_isRefused() {
        String annotated = annotate(stored(new Text("x")), List.of(item(0, "cat"), item(1, "cat")));
        String token =
                page(annotated, "annotation_spec.display_name = cat", 1, "").getNextPageToken();

        assertThat(violations(() -> page(annotated, "", 1, token))).containsExactly("page_token");
    }

    // --- what the tests say ---------------------------------------------------------------------------------------

    private ResourceName stored(Payload... items) {
        Dataset dataset = bench.get(Datasets.class).create(PROJECT, new DatasetDraft("things", ""), bench.now());
        if (items.length > 0) {
            bench.get(DataItems.class).append(dataset.name(), List.of(items));
        }
        return dataset.name();
    }

    private String annotate(ResourceName dataset, List<AnnotatedItem> items) {
        AnnotatedDatasets annotated = bench.get(AnnotatedDatasets.class);
        WorkStore works = bench.get(WorkStore.class);
        works.add("task" + made, WorkKind.OPERATION, bench.now());
        Fence fence = works.claim("test", bench.now(), bench.now().plusSeconds(60))
                .orElseThrow()
                .fence();
        ResourceName name = dataset.child(ResourceKind.ANNOTATED_DATASET, "a" + made++);
        byte[] metadata = dev.assay.datalabeling.v1beta1.AnnotatedDatasetMetadata.newBuilder()
                .setHumanAnnotationConfig(HumanAnnotationConfig.newBuilder().setInstruction("kept"))
                .build()
                .toByteArray();
        annotated.begin(
                new dev.assay.server.dataset.annotated.AnnotatedDataset(
                        name,
                        "title",
                        "",
                        AnnotationType.TEXT_CLASSIFICATION_ANNOTATION,
                        bench.now(),
                        0,
                        0,
                        Map.of(),
                        metadata),
                fence);
        for (int from = 0; from < items.size(); from += AnnotatedDatasets.MAX_ITEMS) {
            annotated.append(
                    name, fence, items.subList(from, Math.min(items.size(), from + AnnotatedDatasets.MAX_ITEMS)));
        }
        annotated.complete(name, items.size(), bench.now());
        return name.toString();
    }

    private static AnnotatedItem item(int number, String... labels) {
        return new AnnotatedItem(
                ItemIds.ofRow(number),
                Stream.of(labels)
                        .map(label -> Annotation.of(new Classification(label)))
                        .toList());
    }

    private AnnotatedDataset get(String name) {
        return door.stub()
                .getAnnotatedDataset(
                        GetAnnotatedDatasetRequest.newBuilder().setName(name).build());
    }

    private List<AnnotatedDataset> list(ResourceName dataset) {
        return door.stub()
                .listAnnotatedDatasets(ListAnnotatedDatasetsRequest.newBuilder()
                        .setParent(dataset.toString())
                        .build())
                .getAnnotatedDatasetsList();
    }

    private void delete(String name) {
        door.stub()
                .deleteAnnotatedDataset(
                        DeleteAnnotatedDatasetRequest.newBuilder().setName(name).build());
    }

    private Example example(String name, String filter) {
        return door.stub()
                .getExample(GetExampleRequest.newBuilder()
                        .setName(name)
                        .setFilter(filter)
                        .build());
    }

    private ListExamplesResponse page(String annotatedDataset, String filter, int pageSize, String token) {
        return door.stub()
                .listExamples(ListExamplesRequest.newBuilder()
                        .setParent(annotatedDataset)
                        .setFilter(filter)
                        .setPageSize(pageSize)
                        .setPageToken(token)
                        .build());
    }

    /** All pages, one after another. */
    private List<Example> examples(String annotatedDataset, String filter, int pageSize) {
        List<Example> walked = new ArrayList<>();
        String token = "";
        do {
            ListExamplesResponse page = page(annotatedDataset, filter, pageSize, token);
            assertThat(page.getExamplesCount()).isLessThanOrEqualTo(pageSize == 0 ? 100 : pageSize);
            walked.addAll(page.getExamplesList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return walked;
    }

    private List<ExampleComparison> comparisons(ResourceName evaluation) {
        return door.stub()
                .searchExampleComparisons(SearchExampleComparisonsRequest.newBuilder()
                        .setParent(evaluation.toString())
                        .build())
                .getExampleComparisonsList();
    }

    private static void assertFails(Status.Code code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private static List<String> violations(ThrowingCallable call) {
        List<String> fields = new ArrayList<>();
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            StatusProto.fromThrowable(e).getDetailsList().stream()
                    .filter(detail -> detail.is(com.google.rpc.BadRequest.class))
                    .forEach(detail -> badRequest(detail).getFieldViolationsList().stream()
                            .map(FieldViolation::getField)
                            .forEach(fields::add));
        });
        return fields;
    }

    private static com.google.rpc.BadRequest badRequest(com.google.protobuf.Any detail) {
        try {
            return detail.unpack(com.google.rpc.BadRequest.class);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
