package dev.assay.server.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.objects.ObjectsConfig.CloudAccess;
import dev.assay.server.objects.ObjectsConfig.CloudPlace;
import dev.assay.server.vocabulary.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in Cloud Storage, as the client library really sends and fetches them. */
class CloudOverHttpTest extends ObjectFilesContract {
    private static final String REAL_NAME = "pets-of-many";
    private static final int MIB = 1024 * 1024;

    @TempDir
    Path directory;

    private CloudStorageServer cloud;

    @Override
    ObjectFiles open() throws IOException {
        cloud = new CloudStorageServer(REAL_NAME);
        return filesWith(new CloudAccess(cloud.address(), null, true));
    }

    @AfterEach
    void closeCloud() {
        cloud.close();
    }

    @Test
    void largeFile_travelsInBoundedParts() throws Exception {
        byte[] bytes = bytes(20 * MIB + 1);

        write("a.bin", bytes);

        assertThat(cloud.uploadedSizes())
                .hasSize(3)
                .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(8 * MIB));
        try (Content content = files().open(uri("a.bin"))) {
            assertThat(content.size()).isEqualTo(bytes.length);
            assertThat(content.stream().readAllBytes()).isEqualTo(bytes);
        }
        assertThat(cloud.requests()).filteredOn("media"::equals).hasSize(1);
    }

    @Test
    void mimeType_isKept() {
        write("a.csv", "here");

        assertThat(cloud.type("a.csv")).isEqualTo("text/csv");
    }

    @Test
    void smallDraftWithoutCommit_isNeverSent() throws Exception {
        try (Draft draft = files().create(uri("a.csv"), "text/csv")) {
            draft.stream().write(bytes(200_000));
            draft.stream().flush();
        }

        assertThat(cloud.requests()).doesNotContain("part");
    }

    @Test
    void largeDraftWithoutCommit_makesNoObject() throws Exception {
        try (Draft draft = files().create(uri("a.csv"), "text/csv")) {
            draft.stream().write(bytes(9 * MIB));
        }

        assertThat(cloud.requests()).contains("part");
        isAbsent("a.csv");
    }

    @Test
    void objectThatIsReplaced_isNotReadFromTheNewOne() throws Exception {
        byte[] old = bytes(MIB);
        write("a.csv", old);

        try (Content content = files().open(uri("a.csv"))) {
            write("a.csv", bytes(MIB + 1));

            assertThatThrownBy(() -> content.stream().readAllBytes())
                    .satisfies(thrown -> assertThat(thrown).hasMessageContaining("gs://pets/a.csv"));
        }
    }

    @Test
    void passingTrouble_isTriedAgainByTheLibrary() {
        cloud.refuse(503);
        write("a.csv", "here");
        cloud.refuse(503);

        assertThat(read("a.csv")).isEqualTo("here");
        assertThat(cloud.requests()).filteredOn("refused"::equals).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 412})
    void refusals_areFinal(int code) {
        write("a.csv", "here");

        cloud.refuse(code);
        assertThatThrownBy(() -> files().open(uri("a.csv")))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_READABLE));
        cloud.refuse(code);
        assertThatThrownBy(() -> write("b.csv", "here"))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE))
                .hasMessageNotContaining("http");
        isAbsent("b.csv");
    }

    @Test
    void bucketThatCloudStorageDoesNotHave_isRefused() {
        ObjectFiles files = new MappedFiles(new ObjectsConfig(
                Map.of(BUCKET, new CloudPlace("no-such-bucket")), new CloudAccess(cloud.address(), null, true)));

        assertThatThrownBy(() -> files.open(uri("a.csv"))).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> files.create(uri("a.csv"), "text/csv"))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_WRITABLE))
                .hasMessageContaining("no such bucket");
    }

    @Test
    void compressedObject_isRefused() {
        cloud.put("a.csv", bytes(100), "gzip");

        assertThatThrownBy(() -> files().open(uri("a.csv")))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_READABLE))
                .hasMessageContaining("Content-Encoding");
    }

    @Test
    void credentials_areFetchedAndSent() throws Exception {
        ObjectFiles files = filesWith(new CloudAccess(cloud.address(), serviceAccount(), false));
        cloud.put("a.csv", bytes(100), "");

        try (Content content = files.open(uri("a.csv"))) {
            assertThat(content.stream().readAllBytes()).hasSize(100);
        }

        assertThat(cloud.requests()).containsExactly("token", "metadata", "media");
        assertThat(cloud.authorizations()).endsWith("Bearer secret-token", "Bearer secret-token");
    }

    @Test
    void credentialsThatAreNotAccepted_areToldWithoutTheirInside() throws Exception {
        ObjectFiles files = filesWith(new CloudAccess(cloud.address(), serviceAccount(), false));
        cloud.refuse(400);

        assertThatThrownBy(() -> files.open(uri("a.csv")))
                .satisfies(thrown -> isWrongState(thrown, ObjectFiles.NOT_READABLE))
                .hasMessageContaining("credentials");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[1]",
                "7",
                "{\"private_key\": \"sesame\"}",
                "{\"type\": 7}",
                "{\"type\": \"service_account\"}"
            })
    void credentialsThatAreNone_areUnavailable_untilTheyAreReplaced(String json) throws Exception {
        Path file = Files.writeString(directory.resolve("account.json"), json);
        ObjectFiles files = filesWith(new CloudAccess(cloud.address(), file, false));
        cloud.put("a.csv", bytes(100), "");

        assertThatThrownBy(() -> files.open(uri("a.csv")))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("--storage-credentials")
                .hasNoCause();

        serviceAccount();
        files.open(uri("a.csv")).close();
    }

    private static ObjectFiles filesWith(CloudAccess access) {
        return new MappedFiles(new ObjectsConfig(Map.of(BUCKET, new CloudPlace(REAL_NAME)), access));
    }

    private Path serviceAccount() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String key = Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        return Files.writeString(directory.resolve("account.json"), """
                {"type": "service_account", "client_id": "1", "client_email": "assay@example.com",
                 "private_key_id": "1", "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
                 "token_uri": "%s/token"}
                """.formatted(key, cloud.address()));
    }
}
