package dev.assay.server.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.protobuf.util.JsonFormat;
import dev.assay.datalabeling.v1beta1.DataType;
import dev.assay.datalabeling.v1beta1.Example;
import dev.assay.datalabeling.v1beta1.ExportDataRequest;
import dev.assay.datalabeling.v1beta1.ImportDataRequest;
import dev.assay.datalabeling.v1beta1.ListExamplesRequest;
import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.annotated.RandomAnnotations;
import dev.assay.server.dataset.transfer.CsvReading;
import dev.assay.server.vocabulary.ResourceName;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored and annotated is what a reader of the exported file finds. */
class ExportRoundTripTest {
    private static final String PIECES = "a,b\"\"\n\r\t ü𝄞\u0001\u007f'\\;<>&\uFEFF\u00a0\u2028\u2029={}[]";
    private static final int ITEMS = 60;

    @TempDir
    Path directory;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
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
    void jsonLines_tellEveryPayloadAndEveryAnnotation() throws Exception {
        RandomAnnotations annotations = RandomAnnotations.asMessagesCanSay(random);
        List<Function<Random, Payload>> kinds = List.of(this::text, this::image, this::video);
        for (AnnotationType type : AnnotationType.values()) {
            List<Payload> items = items(kinds.get(type.ordinal() % kinds.size())::apply);
            List<List<Annotation>> said = Stream.generate(() -> Stream.generate(annotations::next)
                            .limit(random.nextInt(4))
                            .toList())
                    .limit(ITEMS)
                    .toList();
            ResourceName annotated = annotated(items, type, said);

            List<Example> read = new ArrayList<>();
            for (String line : lines(annotated, "application/json")) {
                assertThat(JsonParser.parseString(line).isJsonObject()).isTrue();
                Example.Builder example = Example.newBuilder();
                JsonFormat.parser().merge(line, example);
                read.add(example.build());
            }

            assertThat(read).as("seed %d, %s", seed, type).isEqualTo(listed(annotated));
            for (int i = 0; i < ITEMS; i++) {
                assertThat(SentAnnotations.read(read.get(i).getAnnotationsList(), "read"))
                        .as("seed %d, %s, item %d", seed, type, i)
                        .usingRecursiveComparison()
                        .isEqualTo(withoutVotes(said.get(i)));
                assertThat(payload(read.get(i)))
                        .as("seed %d, item %d", seed, i)
                        .usingRecursiveComparison()
                        .isEqualTo(items.get(i));
            }
        }
    }

    @Test
    void rows_tellTextsAndTheirLabels() throws Exception {
        List<Payload> items = items(this::text);
        List<List<Annotation>> said = Stream.generate(() -> Stream.generate(() -> "l" + words())
                        .limit(random.nextInt(4))
                        .map(label -> Annotation.of(new Classification(label)))
                        .toList())
                .limit(ITEMS)
                .toList();

        String csv = exported(annotated(items, AnnotationType.TEXT_CLASSIFICATION_ANNOTATION, said), "text/csv");

        List<List<String>> records = CsvReading.records(csv);
        assertThat(records).hasSize(ITEMS);
        for (int i = 0; i < ITEMS; i++) {
            List<String> expected = new ArrayList<>(List.of("UNASSIGNED", ((Text) items.get(i)).content()));
            said.get(i).forEach(each -> expected.addAll(each.value().labels()));
            assertThat(records.get(i)).as("seed %d, item %d", seed, i).isEqualTo(expected);
        }
    }

    @Test
    void whatWasImported_isExportedAsItCame() throws Exception {
        List<String> texts = Stream.generate(this::words).limit(ITEMS).toList();
        BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        assertThat(ImageIO.write(
                        picture, "png", door.bucket().resolve("a b.png").toFile()))
                .isTrue();
        Files.write(door.bucket().resolve("ü,v.mp4"), "\0\0\0\u0018ftypisom\0\0\0\0isommp42".getBytes(UTF_8));

        assertThat(importedAndExported(DataType.TEXT, texts))
                .as("seed %d", seed)
                .extracting(example -> example.getTextPayload().getTextContent())
                .isEqualTo(texts);
        assertThat(importedAndExported(DataType.IMAGE, List.of("gs://bucket/a b.png")))
                .singleElement()
                .satisfies(example -> {
                    assertThat(example.getImagePayload().getImageUri()).isEqualTo("gs://bucket/a b.png");
                    assertThat(example.getImagePayload().getMimeType()).isEqualTo("image/png");
                    assertThat(example.getImagePayload().getImageThumbnail().isEmpty())
                            .isFalse();
                });
        assertThat(importedAndExported(DataType.VIDEO, List.of("gs://bucket/ü,v.mp4")))
                .singleElement()
                .extracting(example -> example.getVideoPayload().getVideoUri())
                .isEqualTo("gs://bucket/ü,v.mp4");
    }

    /** Imports the cells as items, annotates each, exports all, and reads the file. */
    private List<Example> importedAndExported(DataType type, List<String> cells) throws IOException {
        StringBuilder csv = new StringBuilder();
        cells.forEach(cell -> csv.append('"').append(cell.replace("\"", "\"\"")).append("\"\n"));
        Files.writeString(door.bucket().resolve("in.csv"), csv);
        ResourceName dataset = door.annotatedSets().dataset(List.of());
        ImportDataRequest.Builder request = ImportDataRequest.newBuilder().setName(dataset.toString());
        request.getInputConfigBuilder()
                .setDataType(type)
                .getGcsSourceBuilder()
                .setInputUri("gs://bucket/in.csv")
                .setMimeType("text/csv");
        var unused = door.labeling().importData(request.build());
        door.drive();
        List<Annotation> said = List.of(Annotation.of(new Classification("l")));
        ResourceName annotated = door.annotatedSets()
                .annotated(
                        dataset,
                        AnnotationType.GENERAL_CLASSIFICATION_ANNOTATION,
                        cells.stream().map(cell -> said).toList());
        List<Example> read = new ArrayList<>();
        for (String line : lines(annotated, "application/json")) {
            Example.Builder example = Example.newBuilder();
            JsonFormat.parser().merge(line, example);
            assertThat(example.getAnnotationsCount()).isEqualTo(1);
            read.add(example.build());
        }
        return read;
    }

    private List<Payload> items(Function<Random, Payload> kind) {
        return IntStream.range(0, ITEMS).mapToObj(i -> kind.apply(random)).toList();
    }

    private Payload text(Random unused) {
        return new Text(words());
    }

    private Payload image(Random unused) {
        byte[] thumbnail = new byte[random.nextInt(40)];
        random.nextBytes(thumbnail);
        return new Image("image/png", thumbnail, "gs://b/" + words());
    }

    private Payload video(Random unused) {
        return new Video("video/mp4", "gs://b/" + words());
    }

    private String words() {
        int[] points = PIECES.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(8); length > 0; length--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private static List<Annotation> withoutVotes(List<Annotation> said) {
        return said.stream()
                .map(each -> new Annotation(each.value(), each.sentiment(), null))
                .toList();
    }

    private static Payload payload(Example example) {
        return switch (example.getPayloadCase()) {
            case TEXT_PAYLOAD -> new Text(example.getTextPayload().getTextContent());
            case IMAGE_PAYLOAD ->
                new Image(
                        example.getImagePayload().getMimeType(),
                        example.getImagePayload().getImageThumbnail().toByteArray(),
                        example.getImagePayload().getImageUri());
            case VIDEO_PAYLOAD ->
                new Video(
                        example.getVideoPayload().getMimeType(),
                        example.getVideoPayload().getVideoUri());
            case PAYLOAD_NOT_SET -> throw new AssertionError("no payload in " + example);
        };
    }

    private ResourceName annotated(List<Payload> items, AnnotationType type, List<List<Annotation>> said) {
        return door.annotatedSets().annotated(door.annotatedSets().dataset(items), type, said);
    }

    private List<Example> listed(ResourceName annotated) {
        return door.labeling()
                .listExamples(ListExamplesRequest.newBuilder()
                        .setParent(annotated.toString())
                        .setPageSize(ITEMS)
                        .build())
                .getExamplesList();
    }

    private List<String> lines(ResourceName annotated, String mimeType) throws IOException {
        String text = exported(annotated, mimeType);
        assertThat(text).endsWith("\n");
        return List.of(text.substring(0, text.length() - 1).split("\n"));
    }

    private String exported(ResourceName annotated, String mimeType) throws IOException {
        ExportDataRequest.Builder request = ExportDataRequest.newBuilder()
                .setName(annotated.toString().replaceFirst("/annotatedDatasets/.*", ""))
                .setAnnotatedDataset(annotated.toString());
        request.getOutputConfigBuilder()
                .getGcsDestinationBuilder()
                .setOutputUri("gs://bucket/out")
                .setMimeType(mimeType);
        var unused = door.labeling().exportData(request.build());
        door.drive();
        return Files.readString(door.bucket().resolve("out"));
    }
}
