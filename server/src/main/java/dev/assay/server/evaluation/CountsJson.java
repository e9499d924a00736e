package dev.assay.server.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.server.evaluation.RowCounts.InvalidItems;
import dev.assay.server.evaluation.rows.InvalidReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts of rows as JSON. */
final class CountsJson {
    private CountsJson() {}

    static String write(RowCounts counts) {
        return Json.write(generator -> {
            generator.writeStartObject();
            generator.writeNumberField("items", counts.items());
            generator.writeNumberField("evaluated", counts.evaluated());
            generator.writeNumberField("without_truth", counts.withoutTruth());
            generator.writeNumberField("foreign_items", counts.foreignItems());
            if (counts.minProbability() != null && counts.maxProbability() != null) {
                generator.writeNumberField("min_probability", counts.minProbability());
                generator.writeNumberField("max_probability", counts.maxProbability());
            }
            generator.writeArrayFieldStart("invalid");
            for (InvalidItems invalid : counts.invalid()) {
                generator.writeStartArray();
                generator.writeString(invalid.reason().name());
                generator.writeNumber(invalid.count());
                for (String example : invalid.examples()) {
                    generator.writeString(example);
                }
                generator.writeEndArray();
            }
            generator.writeEndArray();
            generator.writeEndObject();
        });
    }

    static RowCounts read(String text) {
        return Json.read(text, parser -> {
            Map<String, Double> numbers = new HashMap<>();
            List<InvalidItems> invalid = new ArrayList<>();
            Json.require(parser, JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                parser.nextToken();
                if (field.equals("invalid")) {
                    invalid.addAll(Json.readArray(parser, CountsJson::readInvalid));
                } else {
                    numbers.put(field, parser.getDoubleValue());
                }
            }
            return new RowCounts(
                    count(numbers, "items"),
                    count(numbers, "evaluated"),
                    count(numbers, "without_truth"),
                    invalid,
                    count(numbers, "foreign_items"),
                    probability(numbers, "min_probability"),
                    probability(numbers, "max_probability"));
        });
    }

    private static InvalidItems readInvalid(JsonParser parser) throws IOException {
        List<String> parts = Json.readArray(parser, JsonParser::getText);
        return new InvalidItems(
                InvalidReason.valueOf(parts.get(0)), Long.parseLong(parts.get(1)), parts.subList(2, parts.size()));
    }

    private static long count(Map<String, Double> numbers, String field) {
        return numbers.getOrDefault(field, 0.0).longValue();
    }

    private static @Nullable Double probability(Map<String, Double> numbers, String field) {
        return numbers.get(field);
    }
}
