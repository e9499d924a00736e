package dev.assay.server.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** How the JSON of instances is read: with the limits that rows are evaluated under, so that both count alike. */
public final class InstanceJson {
    /** As model servers take binary values in JSON: {@code {"b64": "…"}}. */
    private static final String BINARY_KEY = "b64";

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

    /** Reads this text. */
    public static JsonParser parser(String text) throws IOException {
        return FACTORY.createParser(text);
    }

    /** Goes to the beginning of the list in {@code {"instances":[…]}}; false if there is none. */
    public static boolean goToInstances(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals("instances");
            if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    /** The value at the current token as it is spelled in the text that is read. */
    public static String valueText(String text, JsonParser parser) throws IOException {
        int start = offset(parser);
        parser.skipChildren();
        return text.substring(start, end(parser));
    }

    /** Where the current token begins, in characters. */
    public static int offset(JsonParser parser) {
        return (int) parser.currentTokenLocation().getCharOffset();
    }

    /** Where the current token ends, in characters. */
    public static int end(JsonParser parser) throws IOException {
        // A string is read to its end only when somebody asks for it.
        parser.finishToken();
        return (int) parser.currentLocation().getCharOffset();
    }

    /** The binary value of the object that begins at the current token, up to whose end it reads; null if it is none. */
    public static @Nullable String binaryField(JsonParser parser) throws IOException {
        String found = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(BINARY_KEY);
            if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
                found = parser.getText();
            }
            parser.skipChildren();
        }
        return found;
    }

    /**
     * Bytes in base64, of either alphabet.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static byte[] binary(String base64) {
        // The MIME decoder passes over line breaks, which some encoders put in.
        return base64.indexOf('_') < 0 && base64.indexOf('-') < 0
                ? Base64.getMimeDecoder().decode(base64)
                : Base64.getUrlDecoder().decode(base64);
    }
}
