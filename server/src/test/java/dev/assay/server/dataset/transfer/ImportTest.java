package dev.assay.server.dataset.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.Dataset;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.Holds;
import dev.assay.server.operation.Cancellation;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationError;
import dev.assay.server.operation.OperationReport;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.FailureKind;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.Claim;
import dev.assay.server.work.QuietWork;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(QuietWork.class)
class ImportTest {
    @TempDir
    Path directory;

    private EmbeddedStores stores;
    private ImportBench bench;
    private ResourceName dataset;

    @BeforeEach
    void begin() {
        stores = EmbeddedStores.open(directory);
        bench = new ImportBench(stores.module());
        dataset = bench.dataset();
    }

    @AfterEach
    void end() {
        assertThat(bench.files.open()).as("files left open").isZero();
        stores.close();
    }

    // --- what becomes an item -------------------------------------------------------------------------------------

    @Test
    void texts_areTheLines_andTheFilesThatTheyName() {
        bench.files.put("a.txt", "\ufeffa file,\nof \"two\" lines\n");
        bench.files.put("in.csv", "one\n\n\"two, and\nmore\"\n\"\"\ngs://b/a.txt\n𝄞");

        OperationReport report = bench.importFile(dataset, "TEXT", "in.csv");

        assertThat(report.operation().error()).isNull();
        assertThat(bench.texts(dataset))
                .containsExactly("one", "two, and\nmore", "", "a file,\nof \"two\" lines\n", "𝄞");
        assertThat(ImportCounts.of(report.operation())).isEqualTo(new ImportCounts(5, 5));
        assertThat(bench.read(dataset).itemCount()).isEqualTo(5);
    }

    @Test
    void images_areKeptByName_withThumbnails() throws IOException {
        byte[] large = png(600, 300);
        bench.files.put("large", large);
        bench.files.put("small.png", png(3, 2));
        bench.files.put("in.csv", "gs://b/large\ngs://b/small.png\n");

        bench.importFile(dataset, "IMAGE", "in.csv");

        List<Payload> items = bench.items(dataset);
        Image first = (Image) items.get(0);
        assertThat(first.uri()).isEqualTo("gs://b/large");
        assertThat(first.mimeType()).isEqualTo("image/png");
        assertThat(ImageIO.read(new ByteArrayInputStream(first.thumbnail())).getWidth())
                .isEqualTo(256);
        assertThat(((Image) items.get(1)).thumbnail()).isEqualTo(png(3, 2));
    }

    @Test
    void videos_areReferredTo_whateverTheirSize() {
        byte[] start = "\0\0\0\u0018ftypmp42".getBytes(StandardCharsets.ISO_8859_1);
        bench.files.put("v.mp4", 1L << 40, () -> new ByteArrayInputStream(start));
        bench.files.put("in.csv", "gs://b/v.mp4");

        bench.importFile(dataset, "VIDEO", "in.csv");

        assertThat(bench.items(dataset)).containsExactly(new Video("video/mp4", "gs://b/v.mp4"));
    }

    @Test
    void entriesThatCannotBeUsed_areToldByLine_andTheOthersStay() throws IOException {
        bench.files.put("good.png", png(3, 2));
        bench.files.put("text.png", "no picture");
        bench.files.put("huge.png", 31L << 20, () -> new ByteArrayInputStream(new byte[0]));
        bench.files.put(
                "in.csv",
                String.join(
                        "\n",
                        "gs://b/good.png",
                        "gs://b/absent.png",
                        "gs://b/text.png",
                        "",
                        "gs://b/huge.png",
                        "http://b/good.png",
                        "gs://other/good.png",
                        "gs://b/good.png,cat",
                        "\"gs://b/good.png\""));

        OperationReport report = bench.importFile(dataset, "IMAGE", "in.csv");

        assertThat(ImportBench.failures(report))
                .containsExactly(
                        "line 2: gs://b/absent.png does not exist",
                        "line 3: gs://b/text.png is neither JPEG nor PNG",
                        "line 5: gs://b/huge.png has 32505856 bytes; an image has at most 31457280",
                        "line 6: must have the form gs://bucket/path, got \"http://b/good.png\":"
                                + " it does not begin with gs://",
                        "line 7: gs://other/good.png is in no bucket of this server",
                        "line 8: has more than one column; a text that holds commas is put in quotes");
        assertThat(report.partialFailures())
                .extracting(OperationError::kind)
                .startsWith(FailureKind.NOT_FOUND, FailureKind.INVALID_ARGUMENT);
        assertThat(ImportCounts.of(report.operation())).isEqualTo(new ImportCounts(8, 2));
        assertThat(bench.items(dataset)).hasSize(2);
    }

    @Test
    void longTextsAndBadBytes_areRefused() {
        int most = ItemReader.MAX_TEXT_BYTES;
        bench.files.put("long.txt", "x".repeat(most + 1));
        bench.files.put("latin.txt", new byte[] {'a', (byte) 0xe4});
        bench.files.put("zero.txt", "a\0b");
        bench.files.put("most.txt", "x".repeat(most));
        bench.files.put(
                "in.csv",
                "gs://b/long.txt\ngs://b/latin.txt\ngs://b/zero.txt\ngs://b/most.txt\n" + "y".repeat(most) + "\n"
                        + "z".repeat(most + 1));

        OperationReport report = bench.importFile(dataset, "TEXT", "in.csv");

        assertThat(ImportBench.failures(report))
                .containsExactly(
                        "line 1: gs://b/long.txt has 102401 bytes; a text has at most 102400",
                        "line 2: gs://b/latin.txt is not UTF-8 text",
                        "line 3: gs://b/zero.txt is not UTF-8 text",
                        "line 6: is longer than 102400 bytes");
        assertThat(bench.texts(dataset)).containsExactly("x".repeat(most), "y".repeat(most));
    }

    @Test
    void hostileFiles_areRefused_withReasons() throws IOException {
        byte[] claims = png(3, 2);
        ByteBuffer.wrap(claims).putInt(16, 100_000).putInt(20, 100_000);
        bench.files.put("claims.png", claims);
        bench.files.put(
                "in.csv",
                1L << 40,
                () -> new SequenceInputStream(Collections.enumeration(List.of(
                        stream("gs://b/claims.png\n"),
                        stream("x".repeat(1 << 26)),
                        stream("\ngs://b/../x\n\"gs://b/x\n")))));

        OperationReport report = bench.importFile(dataset, "IMAGE", "in.csv");

        assertThat(ImportBench.failures(report))
                .containsExactly(
                        "line 1: gs://b/claims.png has 100000 x 100000 pixels; at most 40000000 are decoded,"
                                + " and at most 65535 a side",
                        "line 2: is longer than 102400 bytes",
                        "line 3: must have the form gs://bucket/path, got \"gs://b/../x\":"
                                + " no name between its slashes is empty, \".\" or \"..\"",
                        "line 4: opens a quote that is never closed");
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void failures_areCounted_andTheFirstThousandKept() {
        bench.files.put(
                "in.csv", IntStream.range(0, 5_000).mapToObj(i -> "gs://b/" + i).collect(Collectors.joining("\n")));

        OperationReport report = bench.importFile(dataset, "IMAGE", "in.csv");

        assertThat(report.operation().error()).isNull();
        assertThat(ImportCounts.of(report.operation())).isEqualTo(new ImportCounts(5_000, 0));
        assertThat(ImportBench.failures(report))
                .hasSize(1_000)
                .startsWith("line 1: gs://b/0 does not exist")
                .endsWith("line 1000: gs://b/999 does not exist");
    }

    // --- the dataset ----------------------------------------------------------------------------------------------

    @Test
    void importingAgain_adds_andIsListed() {
        bench.files.put("one.csv", "a\nb");
        bench.files.put("two.csv", "c");

        bench.importFile(dataset, "TEXT", "one.csv");
        bench.importFile(dataset, "TEXT", "two.csv");

        assertThat(bench.texts(dataset)).containsExactly("a", "b", "c");
        assertThat(bench.read(dataset).inputConfigs()).hasSize(2);
    }

    @Test
    void datasetThatListsAllTheInputsItCan_takesNoMore() {
        bench.files.put("in.csv", "x");
        byte[] config = new byte[20_000];
        for (long listed = 0; listed + config.length + 1_000 < Imports.MAX_INPUT_BYTES; listed += config.length) {
            bench.finish(bench.start(withConfig(config)));
        }
        long count = bench.read(dataset).itemCount();

        assertThatThrownBy(() -> bench.start(withConfig(config)))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("lists " + count + " input configs");
        assertThat(count).isEqualTo(Imports.MAX_INPUT_BYTES / config.length);
        assertThat(bench.read(dataset).inputConfigs()).hasSize((int) count);
    }

    private ImportDraft withConfig(byte[] config) {
        return new ImportDraft(
                dataset.toString(), "TEXT", new ImportDraft.File("gs://b/in.csv", ""), null, null, "", config);
    }

    @Test
    void sourceWithoutItems_isNoInput() {
        bench.files.put("empty.csv", "\n\n");

        OperationReport report = bench.importFile(dataset, "TEXT", "empty.csv");

        assertThat(report.operation().error()).isNull();
        assertThat(ImportCounts.of(report.operation())).isEqualTo(new ImportCounts(0, 0));
        assertThat(bench.read(dataset).inputConfigs()).isEmpty();
    }

    @Test
    void anotherType_isRefused_onceThereAreItems() {
        bench.files.put("in.csv", "a");
        bench.importFile(dataset, "TEXT", "in.csv");

        assertThatThrownBy(() -> bench.start(ImportBench.ofFile(dataset, "IMAGE", "in.csv")))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("holds items of type TEXT, none of type IMAGE can be added");
    }

    @Test
    void datasetOfARun_isNotAddedTo() {
        ResourceName ofRun = ImportBench.PROJECT.child(ResourceKind.DATASET, "run");
        Dataset.Source source = new Dataset.Source("s", "t", 1, new Dataset.PayloadKeys(DataType.TEXT, "text", ""));
        bench.get(Datasets.class).createFromInterval(new Dataset(ofRun, "t", "", Instant.EPOCH, List.of(), 0, source));

        assertThatThrownBy(() -> bench.start(ImportBench.ofFile(ofRun, "TEXT", "in.csv")))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("is what a run sampled");
    }

    @Test
    void datasetUnderImport_isHeld_andTakesNoOther() {
        bench.files.put("in.csv", "a");
        Operation operation = bench.start(ImportBench.ofFile(dataset, "TEXT", "in.csv"));

        assertThat(bench.get(Datasets.class).getHeld(dataset).holders()).containsExactly(operation.name());
        assertThatThrownBy(() -> bench.get(Datasets.class).delete(dataset, bench.now()))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining(operation.name().toString());
        assertThatThrownBy(() -> bench.start(ImportBench.ofFile(dataset, "TEXT", "in.csv")))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining(operation.name().toString());

        bench.drive();
        assertThat(bench.get(Datasets.class).getHeld(dataset).holders()).isEmpty();
        bench.get(Datasets.class).delete(dataset, bench.now());
    }

    @Test
    void deletedDataset_takesItsItemsAlong() {
        bench.files.put("in.csv", "x\n".repeat(5_000));
        bench.importFile(dataset, "TEXT", "in.csv");

        bench.get(Datasets.class).delete(dataset, bench.now());
        assertThatThrownBy(() -> bench.start(ImportBench.ofFile(dataset, "TEXT", "in.csv")))
                .isInstanceOf(NotFound.class);
        int rounds = 1;
        while (bench.get(Datasets.class).purgeSome(bench.now().plusSeconds(61))) {
            rounds++;
        }

        assertThat(rounds).isEqualTo(4);
        assertThat(stores.texts("SELECT count(*) FROM data_item")).containsExactly("0");
        assertThat(stores.texts("SELECT count(*) FROM dataset_input")).containsExactly("0");
        assertThat(stores.texts("SELECT count(*) FROM dataset")).containsExactly("0");
    }

    @Test
    void manyDeletedDatasets_areAllRemovedAtOnce() {
        for (int i = 0; i < 250; i++) {
            bench.get(Datasets.class).delete(bench.dataset(), bench.now());
        }

        while (bench.get(Datasets.class).purgeSome(bench.now().plusSeconds(61))) {}

        assertThat(stores.texts("SELECT id FROM dataset")).containsExactly(dataset.id());
    }

    // --- what goes wrong ------------------------------------------------------------------------------------------

    @Test
    void absentFile_failsTheOperation_andNothingIsHeld() {
        Operation operation = bench.start(ImportBench.ofFile(dataset, "TEXT", "absent.csv"));

        OperationError error = bench.finish(operation).operation().error();

        assertThat(error).isNotNull();
        assertThat(error.kind()).isEqualTo(FailureKind.NOT_FOUND);
        assertThat(error.message()).contains("gs://b/absent.csv");
        assertThat(bench.get(Holds.class).holders(List.of(dataset))).isEmpty();
    }

    @Test
    void requests_areToldAllThatIsWrong() {
        ImportDraft draft = new ImportDraft(
                "projects/p",
                "GENERAL_DATA",
                new ImportDraft.File("gs://other/x.csv", "text/plain"),
                null,
                "de_AT",
                "x".repeat(255),
                new byte[20_001]);

        assertThatThrownBy(() -> bench.start(draft))
                .isInstanceOfSatisfying(
                        InvalidArgument.class,
                        invalid -> assertThat(invalid.violations())
                                .extracting(InvalidArgument.FieldViolation::field)
                                .containsExactly(
                                        "name",
                                        "input_config.data_type",
                                        "input_config.gcs_source.input_uri",
                                        "input_config.gcs_source.mime_type",
                                        "input_config.text_metadata.language_code",
                                        "user_email_address",
                                        "input_config"))
                .hasMessageContaining("bucket other is not mapped");
        assertThatThrownBy(() ->
                        bench.start(new ImportDraft(dataset.toString(), "IMAGE", null, null, "de-AT", "", new byte[0])))
                .isInstanceOfSatisfying(
                        InvalidArgument.class,
                        invalid -> assertThat(invalid.violations())
                                .extracting(InvalidArgument.FieldViolation::field)
                                .containsExactly("input_config.gcs_source", "input_config.text_metadata"));
    }

    @Test
    void cancelled_keepsWhatWasImported() {
        bench.files.put("in.csv", "x\n".repeat(10_000));
        Operation operation = bench.start(ImportBench.ofFile(dataset, "TEXT", "in.csv"));
        Claim claim = bench.claim().orElseThrow();
        AtomicInteger looks = new AtomicInteger();
        bench.work(claim, () -> {
            // Somewhere in the third chunk.
            if (looks.incrementAndGet() == 5_000) {
                bench.get(Cancellation.class).cancel(operation.name(), bench.now());
            }
            return bench.now();
        });

        assertThat(bench.report(operation).operation().error())
                .extracting("kind")
                .isEqualTo(FailureKind.CANCELLED);
        assertThat(bench.counts(operation)).isEqualTo(new ImportCounts(4_000, 4_000));
        assertThat(bench.texts(dataset)).hasSize(4_000);
        assertThat(bench.read(dataset).inputConfigs()).hasSize(1);
        assertThat(bench.get(Holds.class).holders(List.of(dataset))).isEmpty();
    }

    @Test
    void bucketThatFailsForAWhile_isTriedAgain_fromWhereItFailed() {
        List<String> lines = IntStream.range(0, 9).mapToObj(i -> "gs://b/" + i).toList();
        lines.forEach(line -> bench.files.put(line.substring(7), "text of " + line));
        bench.files.put("in.csv", String.join("\n", lines));
        AtomicInteger opened = new AtomicInteger();
        bench.files.onOpen(uri -> {
            if (!uri.path().equals("in.csv") && opened.incrementAndGet() % 4 == 0) {
                throw new Unavailable("the bucket does not answer", null);
            }
        });

        Operation operation = bench.start(ImportBench.ofFile(dataset, "TEXT", "in.csv"));
        for (int tries = 0; tries < 9 && !bench.report(operation).operation().isDone(); tries++) {
            bench.drive();
            bench.pass(Duration.ofSeconds(40));
        }

        assertThat(bench.texts(dataset))
                .isEqualTo(lines.stream().map(line -> "text of " + line).toList());
        assertThat(bench.counts(operation)).isEqualTo(new ImportCounts(9, 9));
    }

    @Test
    void longImport_takesTurns() {
        bench.files.put("in.csv", "x\n".repeat(10_000));
        Operation operation = bench.start(ImportBench.ofFile(dataset, "TEXT", "in.csv"));
        int turns = 0;
        while (!bench.report(operation).operation().isDone()) {
            Claim claim = bench.claim().orElseThrow();
            bench.work(claim, () -> {
                bench.pass(Duration.ofMillis(4));
                return bench.now();
            });
            turns++;
        }

        assertThat(turns).isBetween(4, 6);
        assertThat(bench.texts(dataset)).hasSize(10_000);
        assertThat(bench.counts(operation)).isEqualTo(new ImportCounts(10_000, 10_000));
    }

    @Test
    void fileThatChangesBetweenTurns_failsTheOperation() {
        bench.files.put("in.csv", "x\n".repeat(10_000));
        Operation operation = bench.start(ImportBench.ofFile(dataset, "TEXT", "in.csv"));
        bench.work(bench.claim().orElseThrow(), () -> {
            bench.pass(Duration.ofMillis(4));
            return bench.now();
        });
        bench.files.put("in.csv", "y\n".repeat(9_999));

        OperationError error = bench.finish(operation).operation().error();

        assertThat(error).isNotNull();
        assertThat(error.reason()).isEqualTo("OBJECT_CHANGED");
        assertThat(bench.texts(dataset)).isNotEmpty().allMatch("x"::equals);
    }

    @Test
    void lateWorker_addsNothing() {
        bench.files.put("in.csv", "x\n".repeat(10_000));
        Operation operation = bench.start(ImportBench.ofFile(dataset, "TEXT", "in.csv"));
        Claim late = bench.claim().orElseThrow();
        AtomicInteger looks = new AtomicInteger();
        bench.work(late, () -> {
            if (looks.incrementAndGet() == 3_000) {
                // Its lease has run out, and another takes over and finishes.
                bench.pass(Duration.ofSeconds(30));
                bench.finish(operation);
            }
            return bench.now();
        });

        assertThat(bench.texts(dataset)).hasSize(10_000);
        assertThat(bench.counts(operation)).isEqualTo(new ImportCounts(10_000, 10_000));
        assertThat(bench.read(dataset).inputConfigs()).hasSize(1);
    }

    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }
}
