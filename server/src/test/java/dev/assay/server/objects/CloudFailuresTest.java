package dev.assay.server.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.storage.StorageException;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.WrongState;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudFailuresTest {
    private static final ObjectUri FILE = ObjectUri.parse("uri", "gs://pets/a.csv");

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void passingTrouble_isUnavailable(int code) {
        assertThat(CloudFailures.of(Use.WRITE, FILE, new StorageException(code, "busy")))
                .isInstanceOf(Unavailable.class)
                .hasMessage("the file gs://pets/a.csv cannot be written now: Cloud Storage answers " + code);
    }

    @Test
    void wayThatIsBlocked_isUnavailable() {
        StorageException thrown = new StorageException(new ConnectException("connection refused"));

        assertThat(CloudFailures.of(Use.READ, FILE, thrown))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("cannot be reached: ConnectException");
    }

    @Test
    void failureInsideAnIOException_isFound() {
        IOException wrapped = new IOException("closing", new StorageException(403, "forbidden"));

        assertThat(CloudFailures.of(Use.WRITE, FILE, wrapped)).isInstanceOf(WrongState.class);
    }

    @Test
    void absence_meansTheFileToReaders_andTheBucketToWriters() {
        StorageException absent = new StorageException(404, "not found");

        assertThat(CloudFailures.of(Use.READ, FILE, absent)).isInstanceOf(NotFound.class);
        assertThat(CloudFailures.of(Use.WRITE, FILE, absent)).hasMessageContaining("no such bucket");
    }

    @Test
    void addressesOfUploads_areToldToNobody() {
        StorageException thrown = new StorageException(
                503, "PUT https://storage.googleapis.com/upload?upload_id=sesame", new IOException("upload_id=sesame"));

        assertThat(CloudFailures.of(Use.WRITE, FILE, thrown))
                .hasMessageNotContaining("sesame")
                .hasNoCause();
    }

    @Test
    void mistakesOfOurs_stayMistakes() {
        assertThatThrownBy(() -> CloudFailures.of(Use.READ, FILE, new IllegalArgumentException("what?")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
