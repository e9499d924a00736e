package dev.assay.server.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.WrongState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every place of files holds to. */
abstract class ObjectFilesContract {
    static final String BUCKET = "pets";

    private ObjectFiles files;

    /** Files with one empty bucket, {@link #BUCKET}. */
    abstract ObjectFiles open() throws Exception;

    /** Whether the place can be tried with this path; it must take every path in truth. */
    boolean canTry(String path) {
        return true;
    }

    @BeforeEach
    void openFiles() throws Exception {
        files = open();
    }

    final ObjectFiles files() {
        return files;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000, 65_536, 65_537, 9_000_001})
    void content_isWhatWasCommitted(int size) throws Exception {
        byte[] bytes = bytes(size);

        write("a/b.bin", bytes);

        try (Content content = files.open(uri("a/b.bin"))) {
            assertThat(content.size()).isEqualTo(size);
            assertThat(content.stream().readAllBytes()).isEqualTo(bytes);
            assertThat(content.stream().read()).isEqualTo(-1);
        }
    }

    @Test
    void content_isReadByteByByteToo() throws Exception {
        write("a.bin", new byte[] {0, (byte) 0xff, 7});

        try (Content content = files.open(uri("a.bin"))) {
            assertThat(content.stream().read()).isZero();
            assertThat(content.stream().read()).isEqualTo(255);
            assertThat(content.stream().read()).isEqualTo(7);
            assertThat(content.stream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b.csv", "100%.csv", "a%2Fb.csv", "a#b?c=d&e+f.csv", "-r", "~", "$HOME", "a/b/c/d/e/f.csv"})
    void path_isTakenLiterally(String path) {
        require(canTry(path), "the stand-in of this storage cannot hold a file of the name " + path);

        write(path, "here");

        assertThat(read(path)).isEqualTo("here");
    }

    @Test
    void path_isUnicode() {
        require(
                Charset.forName(System.getProperty("sun.jnu.encoding")).equals(StandardCharsets.UTF_8),
                "names of files are not in UTF-8 here");

        write("Größe/犬🐶.csv", "here");

        assertThat(read("Größe/犬🐶.csv")).isEqualTo("here");
    }

    @Test
    void absentFile_isNotFound_byItsName() {
        write("there/a.csv", "here");

        for (String path :
                new String[] {"a.csv", "there/b.csv", "there/a.csv/b.csv", "none/a.csv", "a".repeat(1_900)}) {
            assertThatThrownBy(() -> files.open(uri(path)))
                    .isInstanceOfSatisfying(NotFound.class, absent -> {
                        assertThat(absent.reason()).isEqualTo(ObjectFiles.NOT_FOUND);
                        assertThat(absent.details()).containsEntry("resource", "gs://pets/" + path);
                    })
                    .hasMessage("the file gs://pets/" + path + " does not exist");
        }
    }

    @Test
    void otherBuckets_areRefused() {
        ObjectUri other = ObjectUri.parse("uri", "gs://cats/a.csv");

        files.requireMapped("uri", uri("a.csv"));
        assertThatThrownBy(() -> files.requireMapped("input_config.gcs_source.input_uri", other))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith("input_config.gcs_source.input_uri: ")
                .hasMessageContaining("\"cats\"");
        assertThatThrownBy(() -> files.open(other)).satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_MAPPED));
        assertThatThrownBy(() -> files.create(other, "text/csv"))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_MAPPED));
    }

    @Test
    void draft_isSeenWhole_afterTheCommit_andNotBefore() throws Exception {
        byte[] bytes = bytes(300_000);

        try (Draft draft = files.create(uri("out/a.csv"), "text/csv")) {
            draft.stream().write(bytes, 0, 200_000);
            draft.stream().flush();
            isAbsent("out/a.csv");
            draft.stream().write(bytes, 200_000, 100_000);
            draft.stream().close();
            isAbsent("out/a.csv");
            draft.commit();
            assertThat(readBytes("out/a.csv")).isEqualTo(bytes);
        }

        assertThat(readBytes("out/a.csv")).isEqualTo(bytes);
    }

    @Test
    void draftWithoutCommit_leavesNothing() throws Exception {
        write("kept.csv", "as it was");

        for (String path : new String[] {"out/a.csv", "kept.csv"}) {
            Draft draft = files.create(uri(path), "text/csv");
            draft.stream().write(bytes(200_000));
            draft.stream().flush();
            draft.close();
            draft.close();
        }

        isAbsent("out/a.csv");
        assertThat(read("kept.csv")).isEqualTo("as it was");
    }

    @Test
    void commit_takesThePlaceOfAFile() {
        write("a.csv", "first, and longer");
        write("a.csv", "second");

        assertThat(read("a.csv")).isEqualTo("second");
    }

    @Test
    void draftsOfOneName_doNotMix_andTheLastCommittedStays() throws Exception {
        try (Draft first = files.create(uri("a.csv"), "text/csv");
                Draft second = files.create(uri("a.csv"), "text/csv");
                Draft third = files.create(uri("a.csv"), "text/csv")) {
            for (int i = 0; i < 3; i++) {
                first.stream().write("first ".getBytes(StandardCharsets.UTF_8));
                second.stream().write("second ".getBytes(StandardCharsets.UTF_8));
                third.stream().write("third ".getBytes(StandardCharsets.UTF_8));
            }
            second.commit();
            assertThat(read("a.csv")).isEqualTo("second second second ");
            third.close();
            first.commit();
        }

        assertThat(read("a.csv")).isEqualTo("first first first ");
    }

    @Test
    void draft_endsOnce() throws Exception {
        Draft closed = files.create(uri("a.csv"), "text/csv");
        closed.close();
        assertThatThrownBy(closed::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> closed.stream().write(1)).isInstanceOf(IllegalStateException.class);

        Draft committed = files.create(uri("b.csv"), "text/csv");
        committed.commit();
        assertThatThrownBy(committed::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> committed.stream().write(1)).isInstanceOf(IllegalStateException.class);
        committed.close();

        isAbsent("a.csv");
        assertThat(read("b.csv")).isEmpty();
    }

    @Test
    void writerOverTheStream_mayBeClosedBeforeTheCommit() throws Exception {
        try (Draft draft = files.create(uri("a.csv"), "text/csv")) {
            try (Writer writer = new OutputStreamWriter(draft.stream(), StandardCharsets.UTF_8)) {
                writer.write("in time");
            }
            draft.commit();
        }

        assertThat(read("a.csv")).isEqualTo("in time");
    }

    @Test
    void closedContent_isReadNoMore() {
        write("a.csv", "here");
        Content content = files.open(uri("a.csv"));

        content.close();
        content.close();

        assertThatThrownBy(() -> content.stream().read()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void folder_isNoFileToOpenOrCreate() {
        ObjectUri folder = ObjectUri.parseFolder("uri", "gs://pets/out");

        assertThatThrownBy(() -> files.open(folder)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.create(folder, "text/csv")).isInstanceOf(IllegalArgumentException.class);
    }

    static ObjectUri uri(String path) {
        return ObjectUri.parse("uri", "gs://" + BUCKET + "/" + path);
    }

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    static void isWrongState(Throwable thrown, String reason) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        WrongState.class, wrong -> assertThat(wrong.reason()).isEqualTo(reason));
    }

    final void write(String path, String text) {
        write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    final void write(String path, byte[] bytes) {
        try (Draft draft = files.create(uri(path), "text/csv");
                OutputStream stream = draft.stream()) {
            stream.write(bytes);
            draft.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final String read(String path) {
        return new String(readBytes(path), StandardCharsets.UTF_8);
    }

    final byte[] readBytes(String path) {
        try (Content content = files.open(uri(path))) {
            return content.stream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void isAbsent(String path) {
        assertThatThrownBy(() -> files.open(uri(path))).isInstanceOf(NotFound.class);
    }

    private static void require(boolean possible, String otherwise) {
        if (!possible) {
            System.err.println("SKIPPED: " + otherwise);
        }
        assumeTrue(possible, otherwise);
    }
}
