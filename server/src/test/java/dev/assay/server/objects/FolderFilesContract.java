package dev.assay.server.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in a folder, beside one that is none of their business. */
abstract class FolderFilesContract extends ObjectFilesContract {
    @TempDir
    Path directory;

    private Path bucket;
    private Path outside;

    /** How folders are opened. */
    abstract FolderBucket.Opening opening();

    @Override
    final ObjectFiles open() throws IOException {
        bucket = Files.createDirectory(directory.resolve("bucket"));
        outside = Files.createDirectory(directory.resolve("outside"));
        return new MappedFiles(Map.of(BUCKET, new FolderBucket(bucket, opening())));
    }

    @BeforeEach
    void putSomethingOutside() throws IOException {
        Files.writeString(outside.resolve("secret"), "not yours");
    }

    @Test
    void linksToFiles_areRefused_whereverTheyPoint() throws IOException {
        Files.writeString(bucket.resolve("plain"), "inside");
        Files.createSymbolicLink(bucket.resolve("out"), outside.resolve("secret"));
        Files.createSymbolicLink(bucket.resolve("up"), Path.of("../outside/secret"));
        Files.createSymbolicLink(bucket.resolve("in"), Path.of("plain"));
        Files.createSymbolicLink(bucket.resolve("dangling"), outside.resolve("new"));

        for (String link : List.of("out", "up", "in", "dangling")) {
            assertThatThrownBy(() -> files().open(uri(link)))
                    .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_READABLE))
                    .hasMessageContaining("symbolic link");
            assertThatThrownBy(() -> files().create(uri(link), "text/csv"))
                    .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE))
                    .hasMessageContaining("symbolic link");
        }
        outsideIsUntouched();
    }

    @Test
    void linksToFolders_areRefused_whereverTheyPoint() throws IOException {
        Files.createDirectory(bucket.resolve("plain"));
        Files.createSymbolicLink(bucket.resolve("out"), outside);
        Files.createSymbolicLink(bucket.resolve("plain/up"), Path.of("../../outside"));
        Files.createSymbolicLink(bucket.resolve("in"), Path.of("plain"));
        Files.createSymbolicLink(bucket.resolve("dangling"), outside.resolve("new"));

        for (String path : List.of("out/secret", "plain/up/secret", "in/a", "dangling/a", "out/new/folder/a")) {
            assertThatThrownBy(() -> files().open(uri(path)))
                    .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_READABLE))
                    .hasMessageContaining("symbolic link");
            assertThatThrownBy(() -> files().create(uri(path), "text/csv"))
                    .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE))
                    .hasMessageContaining("symbolic link");
        }
        outsideIsUntouched();
    }

    @Test
    void folderThatBecomesALink_leadsNobodyOut() throws Exception {
        Files.createDirectory(bucket.resolve("out"));
        Draft draft = files().create(uri("out/secret"), "text/csv");
        draft.stream().write(bytes(200_000));
        Files.move(bucket.resolve("out"), bucket.resolve("moved"));
        Files.createSymbolicLink(bucket.resolve("out"), outside);

        try (draft) {
            draft.commit();
        } catch (Failure refused) {
            // As good as writing to the folder that was meant.
        }

        outsideIsUntouched();
    }

    @Test
    void linkInThePlaceOfTheFile_isSeenAtTheCommit() throws Exception {
        try (Draft draft = files().create(uri("a.csv"), "text/csv")) {
            Files.createSymbolicLink(bucket.resolve("a.csv"), outside.resolve("secret"));

            assertThatThrownBy(draft::commit).satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE));
        }

        outsideIsUntouched();
        assertThat(everything()).containsExactly("a.csv");
    }

    @Test
    @Timeout(60)
    void pipes_areRefused_andBlockNobody() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", bucket.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        assertThatThrownBy(() -> files().open(uri("pipe")))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_READABLE))
                .hasMessageContaining("no plain file");
        assertThatThrownBy(() -> files().create(uri("pipe"), "text/csv"))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE));
        assertThatThrownBy(() -> files().create(uri("pipe/a.csv"), "text/csv"))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE));
    }

    @Test
    void foldersAndFiles_areNotTakenForEachOther() throws Exception {
        Files.createDirectory(bucket.resolve("folder"));
        write("file", "plain");

        assertThatThrownBy(() -> files().open(uri("folder")))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_READABLE))
                .hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> files().create(uri("folder"), "text/csv"))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE));
        assertThatThrownBy(() -> files().create(uri("file/a.csv"), "text/csv"))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE));
        assertThat(read("file")).isEqualTo("plain");
    }

    @Test
    void namesThatNoFolderCanHold_areRefused() {
        String longest = "ü".repeat(127);
        write("x".repeat(255), "here");
        assertThat(read("x".repeat(255))).isEqualTo("here");

        for (String path :
                List.of(longest + "üü", "a/" + "x".repeat(256), "d/".repeat(100) + "a", "文".repeat(80) + "/")) {
            String whole = path.endsWith("/") ? path.repeat(14) + "a" : path;
            isAbsent(whole);
            assertThatThrownBy(() -> files().create(uri(whole), "text/csv"))
                    .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE));
        }
    }

    @Test
    void drafts_areHiddenFiles_thatNobodyCanName() throws Exception {
        try (Draft draft = files().create(uri("out/a.csv"), "text/csv")) {
            draft.stream().write(1);
            draft.stream().flush();
            List<String> hidden = everything();

            assertThat(hidden)
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("out/.assay-")
                    .endsWith(".tmp");
            isAbsent(hidden.get(0));
            assertThatThrownBy(() -> files().create(uri(hidden.get(0)), "text/csv"))
                    .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE));
            draft.commit();
        }

        assertThat(everything()).containsExactly("out/a.csv");
    }

    @Test
    void leftOvers_areRemoved_whenTheirFolderIsWrittenTo() throws Exception {
        Path folder = Files.createDirectory(bucket.resolve("out"));
        String other = "123e4567-e89b-42d3-a456-426614174000";
        Files.writeString(folder.resolve(".assay-" + other + "-1.tmp"), "left");
        Files.writeString(folder.resolve(".assay-" + other + "-2.tmp"), "left");
        Files.writeString(folder.resolve(".assay-mine.tmp"), "no draft");
        Files.createSymbolicLink(folder.resolve(".assay-" + other + "-3.tmp"), outside.resolve("secret"));

        write("out/a.csv", "here");

        assertThat(everything()).containsExactly("out/.assay-" + other + "-3.tmp", "out/.assay-mine.tmp", "out/a.csv");
        outsideIsUntouched();
    }

    @Test
    void readers_keepTheFileTheyOpened() throws Exception {
        byte[] old = bytes(500_000);
        write("a.csv", old);

        try (Content content = files().open(uri("a.csv"))) {
            byte[] begun = content.stream().readNBytes(10);
            write("a.csv", "new");
            Files.delete(bucket.resolve("a.csv"));

            assertThat(begun).isEqualTo(Arrays.copyOf(old, 10));
            assertThat(content.size()).isEqualTo(500_000);
            assertThat(content.stream().readAllBytes()).hasSize(499_990).endsWith(old[499_999]);
        }
    }

    @Test
    void fileThatGrows_isReadToTheSizeItHad_andOneThatShrinks_isNotTakenForWhole() throws Exception {
        write("a.csv", bytes(200_000));

        try (Content content = files().open(uri("a.csv"));
                FileChannel other = FileChannel.open(bucket.resolve("a.csv"), StandardOpenOption.WRITE)) {
            other.write(ByteBuffer.wrap(new byte[1_000]), 200_000);
            assertThat(content.stream().readNBytes(100_000)).hasSize(100_000);
            other.truncate(150_000);

            assertThatThrownBy(() -> content.stream().readAllBytes())
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("shorter");
        }
        try (Content content = files().open(uri("a.csv"));
                FileChannel other = FileChannel.open(bucket.resolve("a.csv"), StandardOpenOption.WRITE)) {
            other.write(ByteBuffer.wrap(new byte[1_000]), 150_000);

            assertThat(content.stream().readAllBytes()).hasSize(150_000);
        }
    }

    @Test
    void bucketWhoseFolderIsAway_isUnavailable() throws IOException {
        Files.move(bucket, directory.resolve("away"));

        assertThatThrownBy(() -> files().open(uri("a.csv"))).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> files().create(uri("a.csv"), "text/csv")).isInstanceOf(Unavailable.class);

        Files.move(directory.resolve("away"), bucket);
        write("a.csv", "here");
        assertThat(read("a.csv")).isEqualTo("here");
    }

    @Test
    void manyWritersOfOneName_neverShowAMixture() throws Exception {
        int writers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<Void>> ends = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                byte[] own = new byte[100_000 + writer];
                Arrays.fill(own, (byte) writer);
                Callable<Void> work = () -> {
                    for (int i = 0; i < 20; i++) {
                        write("a.bin", own);
                        byte[] seen = readBytes("a.bin");
                        assertThat(seen).hasSize(100_000 + seen[0]).containsOnly(seen[0]);
                    }
                    return null;
                };
                ends.add(threads.submit(work));
            }
            for (Future<Void> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(everything()).containsExactly("a.bin");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anyStepThatFails_leavesTheOldFileOrTheNew_andNothingElse(boolean overwriting) throws Exception {
        byte[] old = bytes(100);
        byte[] fresh = bytes(100_000);
        int step = 0;
        boolean failed = true;
        while (failed) {
            if (overwriting) {
                write("out/a.bin", old);
            }
            ObjectFiles failing = failing(step++, new FileSystemException(bucket.toString(), null, "no space"));

            failed = false;
            try (Draft draft = failing.create(uri("out/a.bin"), "text/csv")) {
                draft.stream().write(fresh);
                draft.commit();
            } catch (Unavailable e) {
                failed = true;
                assertThat(e).hasMessageContaining("no space").hasMessageNotContaining(bucket.toString());
            }

            assertThat(everything()).as("after a failure of step %s", step).isIn(List.of(), List.of("out/a.bin"));
            if (overwriting || !everything().isEmpty()) {
                assertThat(readBytes("out/a.bin")).isIn(old, fresh);
            }
            Files.deleteIfExists(bucket.resolve("out/a.bin"));
        }
        assertThat(step).as("steps that can fail").isGreaterThan(5);
    }

    @Test
    void whatTheServerMayNotAccess_isRefused_withoutSayingWhereItIs() {
        write("out/a.csv", "here");

        for (int step = 0; step < 3; step++) {
            ObjectFiles failing = failing(step, new AccessDeniedException(bucket.toString()));

            assertThatThrownBy(() -> failing.open(uri("out/a.csv")))
                    .as("step %s", step)
                    .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_READABLE))
                    .hasMessage("the file gs://pets/out/a.csv cannot be read: the server may not access it");
        }
        assertThatThrownBy(() ->
                        failing(1, new AccessDeniedException(bucket.toString())).create(uri("out/a.csv"), "text/csv"))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE))
                .hasMessageNotContaining(bucket.toString());
    }

    /** The same files, of which one step fails. */
    private ObjectFiles failing(int step, IOException trouble) {
        FailingFolder.Countdown countdown = new FailingFolder.Countdown(step, trouble);
        return new MappedFiles(Map.of(
                BUCKET,
                new FolderBucket(bucket, root -> new FailingFolder(opening().open(root), countdown))));
    }

    private void outsideIsUntouched() throws IOException {
        try (var names = Files.list(outside)) {
            assertThat(names).containsExactly(outside.resolve("secret"));
        }
        assertThat(outside.resolve("secret")).hasContent("not yours");
    }

    /** All that is in the bucket but folders, by path, in order. */
    private List<String> everything() throws IOException {
        List<String> found = new ArrayList<>();
        Files.walkFileTree(bucket, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                found.add(bucket.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(null);
        return found;
    }
}
