package dev.assay.server.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.dataset.InstanceRow;
import dev.assay.server.evaluation.rows.PredictionRow;
import dev.assay.server.evaluation.rows.PredictionRowParser;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Datasets count the items of a row that others wrote without reading it; evaluations read it. Both must agree. */
class ItemCountTest {
    @Test
    void itemsOfForeignRows_areCountedAsTheyAreEvaluated() {
        PredictionRowParser parser = new PredictionRowParser(EvaluationBench.KEYS, EvaluationBench.DIGITS, false);
        List<@Nullable String> data = bodies("instances", "{\"image\":\"\"}");
        List<@Nullable String> predictions = bodies("predictions", "{\"labels\":\"1\",\"scores\":0.5}");
        int several = 0;
        for (@Nullable String rawData : data) {
            for (@Nullable String rawPrediction : predictions) {
                int counted = new InstanceRow(1, true, rawData, rawPrediction).itemCount();
                assertThat(counted)
                        .as("%s and %s", rawData, rawPrediction)
                        .isEqualTo(parser.parse(new PredictionRow(rawData, rawPrediction, null))
                                .size());
                several += counted > 1 ? 1 : 0;
            }
        }
        assertThat(several).isGreaterThan(5);
    }

    private static List<@Nullable String> bodies(String key, String element) {
        String two = element + "," + element;
        List<@Nullable String> bodies = new ArrayList<>();
        bodies.add(null);
        bodies.add("");
        bodies.add("null");
        bodies.add("[" + element + "]");
        bodies.add("{\"" + key + "\":[]}");
        bodies.add("{\"" + key + "\":[" + element + "]}");
        bodies.add("{\"" + key + "\":[" + two + "]}");
        bodies.add("{\"a\":[1,[2]],\"" + key + "\":[" + two + "],\"b\":{\"" + key + "\":[]}}");
        bodies.add("{\"" + key + "\":[" + two + ",7,[],null]}");
        bodies.add("{\"" + key + "\":[NaN,-Infinity]}");
        bodies.add("{\"" + key + "\":[" + two + "],\"" + key + "\":[" + two + "]}");
        bodies.add("{\"" + key + "\":[" + two + "]} {}");
        bodies.add("{\"" + key + "\":[" + two + "]");
        bodies.add("{\"" + key + "\":" + element + "}");
        bodies.add("{\"" + key + "\":null}");
        bodies.add("{\"" + key + "\":[" + "[".repeat(98) + "]".repeat(98) + "," + element + "]}");
        bodies.add("{\"" + key + "\":[" + "[".repeat(99) + "]".repeat(99) + "," + element + "]}");
        return bodies;
    }
}
