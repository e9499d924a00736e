package dev.assay.server.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.dataset.files.ObjectUri;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that write one file, as replicas over a shared folder do. */
class KilledWriterTest {
    private static final ObjectUri FILE = ObjectUri.parse("uri", "gs://pets/a.csv");

    @TempDir
    Path bucket;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void killWhatRuns() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void draftOfALivingProcess_isLeftToIt() throws Exception {
        Process other = start();

        write("ours");

        assertThat(drafts()).hasSize(1);
        assertThat(read()).isEqualTo("ours");
        assertThat(tell(other, "c")).isEqualTo("committed");
        assertThat(other.waitFor()).isZero();
        assertThat(read()).hasSize(200_000);
        assertThat(drafts()).isEmpty();
    }

    @Test
    void draftOfAKilledProcess_isNeverSeen_andRemovedByTheNextWriter() throws Exception {
        write("before");
        Process other = start();

        other.destroyForcibly().waitFor();

        assertThat(read()).isEqualTo("before");
        assertThat(drafts()).hasSize(1);
        write("after");
        assertThat(read()).isEqualTo("after");
        assertThat(drafts()).isEmpty();
    }

    private Process start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HangingWriter.class.getName(),
                        bucket.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("writing");
        return process;
    }

    private static String tell(Process process, String word) throws IOException {
        process.outputWriter().write(word);
        process.outputWriter().flush();
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        return answers.readLine();
    }

    private void write(String text) throws IOException {
        try (Draft draft = files().create(FILE, "text/csv")) {
            draft.stream().write(text.getBytes(StandardCharsets.UTF_8));
            draft.commit();
        }
    }

    private String read() throws IOException {
        try (Content content = files().open(FILE)) {
            return new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<Path> drafts() throws IOException {
        try (Stream<Path> all = Files.list(bucket)) {
            return all.filter(path -> !path.endsWith("a.csv")).toList();
        }
    }

    private FolderBucket files() {
        return new FolderBucket(bucket, OpenFolder::at);
    }
}
