package dev.assay.server.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.server.vocabulary.LabelScore;
import java.util.Collection;
import java.util.List;

/** Labels, and labels with scores, as JSON. */
final class ItemJson {
    private ItemJson() {}

    static String writeLabels(Collection<String> labels) {
        return Json.write(generator -> {
            generator.writeStartArray();
            for (String label : labels) {
                generator.writeString(label);
            }
            generator.writeEndArray();
        });
    }

    static List<String> readLabels(String text) {
        return Json.read(text, parser -> Json.readArray(parser, JsonParser::getText));
    }

    static String writePredicted(List<LabelScore> predicted) {
        return Json.write(generator -> {
            generator.writeStartArray();
            for (LabelScore listed : predicted) {
                generator.writeStartArray();
                generator.writeString(listed.label());
                generator.writeNumber(listed.score());
                generator.writeEndArray();
            }
            generator.writeEndArray();
        });
    }

    static List<LabelScore> readPredicted(String text) {
        return Json.read(
                text,
                parser -> Json.readArray(parser, pair -> {
                    Json.require(pair, JsonToken.START_ARRAY);
                    pair.nextToken();
                    String label = pair.getText();
                    pair.nextToken();
                    LabelScore listed = new LabelScore(label, pair.getDoubleValue());
                    pair.nextToken();
                    Json.require(pair, JsonToken.END_ARRAY);
                    return listed;
                }));
    }
}
