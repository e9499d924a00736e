package dev.assay.server.evaluation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.server.metrics.BoundingBox;
import dev.assay.server.metrics.FoundBox;
import dev.assay.server.metrics.TrueBox;
import java.io.IOException;
import java.util.List;

/**
 * Boxes as JSON: {@code [label, x_min, y_min, x_max, y_max]}, with the score after the label where there is one. A double
 * is written with as many digits as tell it from its neighbours.
 */
final class BoxJson {
    private BoxJson() {}

    static String writeTruth(List<TrueBox> boxes) {
        return Json.write(generator -> {
            generator.writeStartArray();
            for (TrueBox truth : boxes) {
                generator.writeStartArray();
                generator.writeString(truth.label());
                write(generator, truth.box());
                generator.writeEndArray();
            }
            generator.writeEndArray();
        });
    }

    static List<TrueBox> readTruth(String text) {
        return Json.read(
                text,
                parser -> Json.readArray(parser, array -> {
                    String label = begin(array);
                    return new TrueBox(label, readBox(array));
                }));
    }

    static String writeFound(List<FoundBox> boxes) {
        return Json.write(generator -> {
            generator.writeStartArray();
            for (FoundBox found : boxes) {
                generator.writeStartArray();
                generator.writeString(found.label());
                generator.writeNumber(found.score());
                write(generator, found.box());
                generator.writeEndArray();
            }
            generator.writeEndArray();
        });
    }

    static List<FoundBox> readFound(String text) {
        return Json.read(
                text,
                parser -> Json.readArray(parser, array -> {
                    String label = begin(array);
                    double score = number(array);
                    return new FoundBox(label, score, readBox(array));
                }));
    }

    private static void write(JsonGenerator generator, BoundingBox box) throws IOException {
        generator.writeNumber(box.xMin());
        generator.writeNumber(box.yMin());
        generator.writeNumber(box.xMax());
        generator.writeNumber(box.yMax());
    }

    private static String begin(JsonParser parser) throws IOException {
        Json.require(parser, JsonToken.START_ARRAY);
        parser.nextToken();
        return parser.getText();
    }

    private static double number(JsonParser parser) throws IOException {
        parser.nextToken();
        return parser.getDoubleValue();
    }

    /** Reads the rest of a box's array. */
    private static BoundingBox readBox(JsonParser parser) throws IOException {
        BoundingBox box = new BoundingBox(number(parser), number(parser), number(parser), number(parser));
        parser.nextToken();
        Json.require(parser, JsonToken.END_ARRAY);
        return box;
    }
}
