package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.AnnotationType;
import java.util.Base64;
import java.util.Map;

/**
 * What an operation that labels was asked for, as the operation keeps it.
 *
 * @param config a message of the door
 */
public record LabelRequest(AnnotationType annotationType, byte[] config) {
    private static final String TYPE = "annotation_type";
    private static final String CONFIG = "config";

    /** Reads the request of an operation. */
    public static LabelRequest read(String json) {
        Map<String, String> fields = FlatJson.read(json);
        return new LabelRequest(
                AnnotationType.valueOf(FlatJson.require(fields, TYPE)),
                Base64.getDecoder().decode(FlatJson.require(fields, CONFIG)));
    }

    String write() {
        return FlatJson.write(
                Map.of(TYPE, annotationType.name(), CONFIG, Base64.getEncoder().encodeToString(config)));
    }
}
