package dev.assay.server.dataset.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.vocabulary.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectUriTest {
    private static final String FIELD = "input_config.gcs_source.input_uri";

    @Test
    void file_isReadAsWritten() {
        ObjectUri uri = ObjectUri.parse(FIELD, "gs://pets-2.eu/a b/ü%20?.csv");

        assertThat(uri.bucket()).isEqualTo("pets-2.eu");
        assertThat(uri.path()).isEqualTo("a b/ü%20?.csv");
        assertThat(uri.segments()).containsExactly("a b", "ü%20?.csv");
        assertThat(uri.isFolder()).isFalse();
        assertThat(uri).hasToString("gs://pets-2.eu/a b/ü%20?.csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gs://pets/out/now", "gs://pets/out/now/"})
    void folder_endsInASlash(String text) {
        ObjectUri folder = ObjectUri.parseFolder(FIELD, text);

        assertThat(folder).hasToString("gs://pets/out/now/");
        assertThat(folder.child("a.csv")).isEqualTo(ObjectUri.parse(FIELD, "gs://pets/out/now/a.csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gs://pets", "gs://pets/"})
    void bucket_isAFolder(String text) {
        ObjectUri bucket = ObjectUri.parseFolder(FIELD, text);

        assertThat(bucket.segments()).isEmpty();
        assertThat(bucket.child("a.csv")).isEqualTo(ObjectUri.parse(FIELD, "gs://pets/a.csv"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pets/a.csv",
                "s3://pets/a.csv",
                "GS://pets/a.csv",
                "file:///etc/passwd",
                "/etc/passwd",
                "gs:///a.csv",
                "gs://Pets/a.csv",
                "gs://.pets/a.csv",
                "gs://../a.csv",
                "gs://pets.",
                "gs://pe ts/a.csv",
                "gs://user@pets/a.csv",
                "gs://pets//a.csv",
                "gs://pets//etc/passwd",
                "gs://pets/a//b.csv",
                "gs://pets/./a.csv",
                "gs://pets/..",
                "gs://pets/../a.csv",
                "gs://pets/a/../../b.csv",
                "gs://pets/a/..",
                "gs://pets/a\\..\\b.csv",
                "gs://pets/a\u0000.csv",
                "gs://pets/a\nb.csv",
                "gs://pets/a\u0085b.csv",
                "gs://pets/a\ud800b.csv",
            })
    void otherForms_areRefused_asFileAndAsFolder(String text) {
        assertThatThrownBy(() -> ObjectUri.parse(FIELD, text))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith(FIELD + ": must have the form gs://bucket/path, got \"");
        assertThatThrownBy(() -> ObjectUri.parseFolder(FIELD, text))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageStartingWith(FIELD + ": must have the form gs://bucket/folder/, got \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gs://pets", "gs://pets/", "gs://pets/a/"})
    void folder_isNoFile(String text) {
        assertThatThrownBy(() -> ObjectUri.parse(FIELD, text))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("it names no file");
    }

    @Test
    void length_isLimited() {
        String longest = "gs://pets/" + "a".repeat(ObjectUri.MAX_CHARS - 10);

        assertThat(ObjectUri.parse(FIELD, longest)).hasToString(longest);
        assertThatThrownBy(() -> ObjectUri.parse(FIELD, longest + "a"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("more than 2000 characters")
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".", "a/b", "/", "a\u0000"})
    void child_isOneNameInTheFolder(String name) {
        ObjectUri folder = ObjectUri.parseFolder(FIELD, "gs://pets/out");

        assertThatThrownBy(() -> folder.child(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void file_hasNoChildren() {
        ObjectUri file = ObjectUri.parse(FIELD, "gs://pets/a");

        assertThatThrownBy(() -> file.child("b")).isInstanceOf(IllegalArgumentException.class);
    }
}
