package dev.assay.server.dataset.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.InstanceRow;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationReport;
import dev.assay.server.sampling.SampleTableStore;
import dev.assay.server.sampling.TableName;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableImportTest {
    private static final String TABLE = "bq://bq/samples/rows";

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
        bench.get(SampleTableStore.class).make(new TableName("bq", "samples", "rows"), "p", bench.now());
    }

    @AfterEach
    void end() {
        stores.close();
    }

    @Test
    void texts_areStrings_orWhatAnObjectSays() {
        bench.files.put("a.txt", "from a file");
        row("{\"instances\":[\"a\", {\"text\": \"b \\u00e4\", \"id\": 7}, {\"x\":\"1\",\"y\":\"2\"}]}");
        row("{\"other\": [1], \"instances\":[[1, 2],  {\"n\": 1.50 }, null, \"gs://b/a.txt\"]}");

        OperationReport report = finish("TEXT");

        assertThat(report.partialFailures()).isEmpty();
        assertThat(bench.texts(dataset))
                .containsExactly(
                        "a", "b ä", "{\"x\":\"1\",\"y\":\"2\"}", "[1, 2]", "{\"n\": 1.50 }", "null", "from a file");
        assertThat(ImportCounts.of(report.operation())).isEqualTo(new ImportCounts(7, 7));
    }

    @Test
    void images_areNames_orInline() throws IOException {
        String base64 = Base64.getEncoder().encodeToString(png());
        bench.files.put("x.png", png());
        row("{\"instances\":[\"gs://b/x.png\", \"" + base64 + "\", {\"key\":\"7\",\"image\":{\"b64\":\"" + base64
                + "\"}}, {\"key\":\"7\",\"uri\":\"gs://b/x.png\"}, {\"image\":\"" + base64 + "\"}]}");
        row("{\"instances\":[7, \"!\", {\"a\":\"1\",\"b\":\"2\"}, \"AAAA\"]}");

        OperationReport report = finish("IMAGE");

        assertThat(bench.items(dataset))
                .extracting(item -> ((Image) item).uri())
                .containsExactly("gs://b/x.png", "", "", "gs://b/x.png", "");
        assertThat(bench.items(dataset))
                .allSatisfy(item -> assertThat(((Image) item).thumbnail()).isEqualTo(png()));
        assertThat(ImportBench.failures(report))
                .containsExactly(
                        "row 2, instance 1: holds nothing that could be of type IMAGE",
                        "row 2, instance 2: is neither JPEG nor PNG",
                        "row 2, instance 3: holds nothing that could be of type IMAGE",
                        "row 2, instance 4: is neither JPEG nor PNG");
    }

    @Test
    void videos_areNames() {
        bench.files.put("v", "\0\0\0\0ftyp");
        row("{\"instances\":[{\"uri\": \"gs://b/v\"}, \"v\"]}");

        OperationReport report = finish("VIDEO");

        assertThat(bench.items(dataset)).containsExactly(new Video("video/mp4", "gs://b/v"));
        assertThat(ImportBench.failures(report)).singleElement().asString().startsWith("row 1, instance 2: must have");
    }

    @Test
    void rowsThatCannotBeRead_areToldOnce() {
        row("no JSON");
        row("{\"instances\": 7}");
        row("{\"instances\":[\"a\", \"b");
        row("{\"instances\":[]}");
        row("{\"instances\":[\"c\\u0000\", \"\\ud800\", \"d\"]}");

        OperationReport report = finish("TEXT");

        assertThat(bench.texts(dataset)).containsExactly("a", "d");
        assertThat(ImportBench.failures(report))
                .containsExactly(
                        "row 1: holds no JSON of instances",
                        "row 2: holds no list of instances",
                        "row 3: holds no JSON of instances",
                        "row 5, instance 1: is not UTF-8 text",
                        "row 5, instance 2: is not UTF-8 text");
    }

    @Test
    void rowThatComesLater_isNotImported() {
        row("{\"instances\":[" + "\"x\",".repeat(2_999) + "\"x\"]}");
        Operation operation = bench.start(ImportBench.ofTable(dataset, "TEXT", TABLE));
        bench.work(bench.claim().orElseThrow(), () -> {
            bench.pass(Duration.ofMillis(6));
            return bench.now();
        });
        assertThat(bench.texts(dataset)).hasSizeBetween(1, 2_999);
        row("{\"instances\":[\"late\"]}");

        bench.finish(operation);

        assertThat(bench.texts(dataset)).hasSize(3_000).allMatch("x"::equals);
        assertThat(bench.counts(operation)).isEqualTo(new ImportCounts(3_000, 3_000));
    }

    @Test
    void manyRows_areReadInOrder() {
        IntStream.range(0, 1_300).forEach(i -> row("{\"instances\":[\"" + i + "\"]}"));

        finish("TEXT");

        assertThat(bench.texts(dataset))
                .isEqualTo(IntStream.range(0, 1_300).mapToObj(Integer::toString).toList());
    }

    @Test
    void instances_areTheSame_whereverTheReadingGoesOn() {
        for (String raw : List.of(
                "{\"instances\":[\"a\", {\"x\": [1, {}]}, 3]}",
                "{\"instances\":[\"a\", {\"x\": [1, {}, 3]}",
                "{\"instances\":[\"a\", \"b",
                "{\"instances\":[\"a\", nul]}",
                "{\"instances\":[1, 2}",
                "{\"instances\":[",
                "{\"instances\":{}}",
                "[",
                "")) {
            InstanceRow row = new InstanceRow(1, true, raw, null);
            List<Entry> all = entries(new InstanceEntries(row, DataType.TEXT, 0));
            for (int skipped = 0; skipped <= all.size(); skipped++) {
                assertThat(entries(new InstanceEntries(row, DataType.TEXT, skipped)))
                        .as("%s from %d on", raw, skipped)
                        .isEqualTo(all.subList(skipped, all.size()));
            }
        }
    }

    private static List<Entry> entries(InstanceEntries instances) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry = instances.next(); entry != null; entry = instances.next()) {
            entries.add(entry);
        }
        return entries;
    }

    @Test
    void tableThatIsNotThere_orAnothers_isRefused() {
        bench.get(SampleTableStore.class).make(new TableName("bq", "samples", "theirs"), "q", bench.now());

        assertThatThrownBy(() -> bench.start(ImportBench.ofTable(dataset, "TEXT", "bq://bq/samples/absent")))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("sample table bq://bq/samples/absent does not exist");
        assertThatThrownBy(() -> bench.start(ImportBench.ofTable(dataset, "TEXT", "bq://bq/samples/theirs")))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("belongs to project q");
        assertThatThrownBy(() -> bench.start(ImportBench.ofTable(dataset, "TEXT", "samples.rows")))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("input_config.bigquery_source.input_uri");
    }

    private OperationReport finish(String type) {
        return bench.finish(bench.start(ImportBench.ofTable(dataset, type, TABLE)));
    }

    private void row(@Nullable String rawData) {
        stores.execute(
                "INSERT INTO \"samples.rows\" (model, model_version, time, raw_data, raw_prediction)"
                        + " VALUES ('m', 'v', '2026-03-01T10:00:00Z', ?, '{}')",
                rawData);
    }

    private static byte[] png() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }
}
