package dev.assay.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.boot.ConfigurationException;
import dev.assay.server.objects.ObjectsConfig;
import dev.assay.server.objects.ObjectsConfig.CloudPlace;
import dev.assay.server.objects.ObjectsConfig.Folder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The options that say where files are. */
class FileSettingsTest {
    @TempDir
    Path directory;

    private Path pets;
    private Path cats;

    @BeforeEach
    void makeFolders() throws Exception {
        pets = Files.createDirectory(directory.resolve("pets"));
        cats = Files.createDirectory(directory.resolve("cats"));
    }

    @Test
    void bucket_mayBeRepeated_orHaveCommas() throws Exception {
        Map<String, ObjectsConfig.Place> all =
                Map.of("pets", new Folder(pets), "cats", new Folder(cats), "dogs", new CloudPlace("all-dogs"));
        String petsAndCats = "pets=" + pets + ", cats=" + cats;

        assertThat(read(Map.of(), "--bucket=pets=" + pets, "--bucket", "cats=" + cats, "--bucket=dogs=gs:all-dogs")
                        .buckets())
                .isEqualTo(all);
        assertThat(read(Map.of(), "--bucket=" + petsAndCats, "--bucket=dogs=gs:all-dogs")
                        .buckets())
                .isEqualTo(all);
        assertThat(read(Map.of("ASSAY_BUCKET", petsAndCats + ",dogs=gs:all-dogs"))
                        .buckets())
                .isEqualTo(all);
        Path file =
                Files.writeString(directory.resolve("c.properties"), "bucket=" + petsAndCats + ",dogs=gs:all-dogs\n");
        assertThat(read(Map.of(), "--config=" + file).buckets()).isEqualTo(all);
    }

    @Test
    void noBucket_isMapped_unlessSaid() {
        assertThat(read(Map.of()).buckets()).isEmpty();
    }

    @Test
    void cloudStorage_isReachedAsSaid() throws Exception {
        ObjectsConfig emulated = read(
                Map.of(),
                "--bucket=dogs=gs:",
                "--storage-endpoint=http://127.0.0.1:4443",
                "--storage-credentials=none");
        assertThat(emulated.cloud().endpoint()).hasToString("http://127.0.0.1:4443");
        assertThat(emulated.cloud().anonymous()).isTrue();
        assertThat(emulated.cloud().credentials()).isNull();

        Path key = Files.writeString(directory.resolve("key.json"), "{}");
        ObjectsConfig real = read(Map.of("ASSAY_STORAGE_CREDENTIALS", key.toString()), "--bucket=dogs=gs:");
        assertThat(real.cloud().anonymous()).isFalse();
        assertThat(real.cloud().credentials()).isEqualTo(key);
        assertThat(real.cloud().endpoint()).isNull();
    }

    @Test
    void whatDoesNotFitTogether_isToldAtOnce() {
        assertThatThrownBy(() -> read(
                        Map.of(),
                        "--bucket=pets=" + directory.resolve("none") + ",dogs=gs:",
                        "--bucket=data=" + directory.resolve("data"),
                        "--storage-endpoint=http://127.0.0.1:4443",
                        "--storage-credentials=" + directory.resolve("no.json")))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        wrong -> assertThat(wrong.problems()).hasSize(4))
                .hasMessageContaining("bucket: pets: there is no folder")
                .hasMessageContaining("bucket: data: there is no folder")
                .hasMessageContaining("storage-credentials: cannot read")
                .hasMessageContaining("storage-endpoint: over http only");
        assertThatThrownBy(() -> read(Map.of(), "--bucket=pets=" + pets, "--storage-credentials=none"))
                .hasMessageContaining("storage-credentials: means nothing without a bucket in Cloud Storage");
        assertThatThrownBy(() -> read(Map.of(), "--bucket=everything=" + directory))
                .hasMessageContaining("must neither hold nor be in the data directory");
    }

    private ObjectsConfig read(Map<String, String> environment, String... options) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--data-dir=" + directory.resolve("data")));
        arguments.addAll(List.of(options));
        CommandLine.ParseResult parsed = Main.commandLine("serve")
                .parseArgs(arguments.toArray(String[]::new))
                .subcommand();
        return ServerSettings.read(ServeCommand.sources(parsed.commandSpec(), environment), "test")
                .objects();
    }
}
