package dev.assay.server.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file of logged predictions: {@code {"id": …, "instance": …, "prediction": …, "groundtruth": …, "time":
 * …}}, the last two of which may be absent. Instance, prediction and truth are any JSON and kept as the text they are.
 *
 * @param time RFC 3339; null if the line has none
 * @param groundTruth null if the line has none
 */
record LoggedPrediction(
        String id,
        @Nullable Instant time,
        String instance,
        String prediction,
        @Nullable String groundTruth) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_ID_CHARACTERS = 128;

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static LoggedPrediction parse(String line) {
        Map<String, String> fields = fields(line);
        String id = string(fields, "id");
        if (id == null || id.isEmpty() || id.codePointCount(0, id.length()) > MAX_ID_CHARACTERS) {
            throw new IllegalArgumentException("\"id\" must be a string of 1 to " + MAX_ID_CHARACTERS + " characters");
        }
        String truth = fields.get("groundtruth");
        return new LoggedPrediction(
                id,
                time(string(fields, "time")),
                required(fields, "instance"),
                required(fields, "prediction"),
                "null".equals(truth) ? null : truth);
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                parser.finishToken();
                fields.put(
                        name,
                        line.substring(start, (int) parser.currentLocation().getCharOffset())
                                .strip());
            }
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("has something after its JSON object");
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("lacks \"" + name + "\"");
        }
        return value;
    }

    private static @Nullable String string(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(value)) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("\"time\" must be like 2026-11-22T10:00:00Z", e);
        }
    }
}
