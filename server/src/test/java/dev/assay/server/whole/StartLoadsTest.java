package dev.assay.server.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start does not load. */
class StartLoadsTest {
    @TempDir
    Path directory;

    @Test
    void clientOfCloudStorage_isLoadedNoSoonerThanItIsNeeded() throws Exception {
        Path loaded = directory.resolve("loaded");

        ServerProcess.start(
                        List.of("-Xlog:class+load:file=" + loaded),
                        "dev.assay.server.Main",
                        directory.resolve("data"),
                        "--bucket=pets=gs:")
                .close();

        try (Stream<String> lines = Files.lines(loaded)) {
            assertThat(lines.filter(line -> line.contains(" com.google.cloud.")
                            || line.contains(" com.google.auth.")
                            || line.contains(" com.google.api.client.")))
                    .isEmpty();
        }
        assertThat(loaded).content().contains("dev.assay.server.objects.MappedFiles");
    }
}
