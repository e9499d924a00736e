package dev.assay.server.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.objects.ObjectsConfig.CloudAccess;
import dev.assay.server.objects.ObjectsConfig.CloudPlace;
import dev.assay.server.objects.ObjectsConfig.Folder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectsConfigTest {
    @TempDir
    Path directory;

    @Test
    void buckets_areFoldersOrInCloudStorage() {
        assertThat(ObjectsConfig.buckets(List.of("pets=/srv/pets", "a.b=x=y", "cats=gs:", "dogs=gs:all-dogs")))
                .isEqualTo(Map.of(
                        "pets", new Folder(Path.of("/srv/pets")),
                        "a.b", new Folder(Path.of("x=y")),
                        "cats", new CloudPlace("cats"),
                        "dogs", new CloudPlace("all-dogs")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pets", "pets=", "=/srv", "Pets=/srv", "pets=gs://cats", "pets=gs:Cats", "../x=/srv", "*=/srv"})
    void otherMappings_areRefused(String mapping) {
        assertThatThrownBy(() -> ObjectsConfig.buckets(List.of(mapping)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must ");
    }

    @Test
    void bucket_isMappedOnce() {
        assertThatThrownBy(() -> ObjectsConfig.buckets(List.of("pets=/a", "pets=gs:")))
                .hasMessage("must map a bucket once, and maps pets twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "storage.googleapis.com",
                "ftp://x",
                "http:",
                "http://user:pw@x",
                "http://x?y=z",
                "http://x y"
            })
    void endpoint_isAUrl(String text) {
        assertThatThrownBy(() -> ObjectsConfig.endpoint(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void folders_mustBeThere() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThat(problems(directory.resolve("data"), directory.resolve("none")))
                .containsExactly("pets: there is no folder " + directory.resolve("none"));
        assertThat(problems(directory.resolve("data"), file)).hasSize(1);
    }

    @Test
    void dataDirectory_isNoBucket_underNoName() throws Exception {
        Path data = directory.resolve("data");
        Path pets = Files.createDirectory(directory.resolve("pets"));
        assertThat(problems(data, pets)).as("beside it").isEmpty();
        assertThat(problems(data, directory))
                .as("around one that is not there yet")
                .hasSize(1);

        Files.createDirectories(data.resolve("in"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), data.resolve("in"));
        for (Path folder : List.of(directory, data, data.resolve("in"), link, pets.resolve("../data"))) {
            assertThat(problems(data, folder)).as("%s", folder).hasSize(1);
        }
        Path other = Files.createSymbolicLink(directory.resolve("other"), data);
        assertThat(problems(other, data)).as("data directory by a link").hasSize(1);
    }

    private static List<String> problems(Path data, Path folder) {
        return new ObjectsConfig(Map.of("pets", new Folder(folder)), new CloudAccess(null, null, false)).problems(data);
    }
}
