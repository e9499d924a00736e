package dev.assay.server.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/** How the JSON of instances is read: with the limits that rows are evaluated under, so that both count alike. */
final class InstanceJson {
    private static final int MAX_NESTING_DEPTH = 100;
    private static final int MAX_STRING_LENGTH = 16 << 20;

    static final JsonFactory FACTORY = JsonFactory.builder()
            // Python writes NaN and Infinity bare.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // Keys come from users: kept for good, they would fill the heap.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING_DEPTH)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .build())
            .build();

    private InstanceJson() {}

    static JsonParser parser(String text) throws IOException {
        return FACTORY.createParser(text);
    }
}
