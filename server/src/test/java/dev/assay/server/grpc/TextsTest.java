package dev.assay.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.datalabeling.v1beta1.AnnotationSpec;
import dev.assay.datalabeling.v1beta1.CreateAnnotationSpecSetRequest;
import dev.assay.datalabeling.v1beta1.EvaluationJobConfig;
import dev.assay.server.vocabulary.InvalidArgument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\ud800", "\udc00x", "x\ud83d", "\ude00\ud83d"})
    void check_ofTextWithoutAPlace_blamesEveryFieldThatHoldsIt(String text) {
        CreateAnnotationSpecSetRequest.Builder request =
                CreateAnnotationSpecSetRequest.newBuilder().setParent(text);
        request.getAnnotationSpecSetBuilder()
                .addAnnotationSpecs(AnnotationSpec.newBuilder().setDisplayName("sound"))
                .addAnnotationSpecs(AnnotationSpec.newBuilder().setDisplayName(text));

        InvalidArgument failure = catchThrowableOfType(InvalidArgument.class, () -> Texts.check(request.build()));

        assertThat(failure.violations())
                .extracting(InvalidArgument.FieldViolation::field)
                .containsExactly("parent", "annotation_spec_set.annotation_specs[1].display_name");
    }

    @Test
    void check_seesKeysAndValuesOfMaps() {
        EvaluationJobConfig config = EvaluationJobConfig.newBuilder()
                .putBigqueryImportKeys("label_json_key", "a\0")
                .build();

        InvalidArgument failure = catchThrowableOfType(InvalidArgument.class, () -> Texts.check(config));

        assertThat(failure.violations())
                .extracting(InvalidArgument.FieldViolation::field)
                .containsExactly("bigquery_import_keys[0].value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\u00e9\t\n", "😀"})
    void check_ofAnythingElse_passes(String text) {
        assertThatCode(() -> Texts.check(CreateAnnotationSpecSetRequest.newBuilder()
                        .setParent(text)
                        .build()))
                .doesNotThrowAnyException();
    }
}
