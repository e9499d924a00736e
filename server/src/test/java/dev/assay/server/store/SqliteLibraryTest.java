package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLibraryTest {
    @TempDir
    Path data;

    @Test
    void libraryThatIsThere_isUsedAgain() throws Exception {
        SqliteLibrary.useFrom(data);
        Path library = onlyFile();
        FileTime made = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(library, made);

        SqliteLibrary.useFrom(data);

        assertThat(onlyFile()).isEqualTo(library);
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(made);
    }

    @Test
    void damagedLibrary_isUnpackedAnew() throws Exception {
        SqliteLibrary.useFrom(data);
        Path library = onlyFile();
        byte[] sound = Files.readAllBytes(library);
        byte[] damaged = sound.clone();
        damaged[sound.length / 2] ^= 1;
        Files.write(library, damaged);

        SqliteLibrary.useFrom(data);

        assertThat(onlyFile()).isEqualTo(library).hasBinaryContent(sound);
    }

    @Test
    void copyThatWasCutOff_isNoHindrance() throws Exception {
        Files.createDirectories(data.resolve("native"));
        Files.write(data.resolve("native/copy"), new byte[10]);

        SqliteLibrary.useFrom(data);

        assertThat(onlyFile()).isNotEmptyFile();
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("native"))) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }
}
