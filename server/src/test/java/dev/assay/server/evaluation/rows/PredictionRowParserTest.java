package dev.assay.server.evaluation.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.evaluation.rows.ParsedRow.Invalid;
import dev.assay.server.evaluation.rows.ParsedRow.NoTruth;
import dev.assay.server.evaluation.rows.ParsedRow.Parsed;
import dev.assay.server.vocabulary.LabelScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionRowParserTest {
    private static final ImportKeys KEYS = new ImportKeys("l", "s", "d", "ref");
    private static final Set<String> SET = Set.of("a", "b", "c", "1", "1.0", "true", "é'\"");
    private static final PredictionRowParser SINGLE = new PredictionRowParser(KEYS, SET, false);
    private static final PredictionRowParser MULTI = new PredictionRowParser(KEYS, SET, true);
    private static final String DATA = "{\"instances\":[{\"d\":\"x\"}]}";
    private static final String GOOD = "{\"l\":[\"a\",\"b\"],\"s\":[0.75,0.25]}";
    private static final List<LabelScore> GOOD_LABELS = List.of(new LabelScore("a", 0.75), new LabelScore("b", 0.25));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"l\":\"a\",\"s\":0.5}                       | a:0.5",
                "{\"s\":[\"0.5\",\"1e-1\"],\"l\":[\"a\",\"b\"]} | a:0.5 b:0.1",
                "{\"l\":[1,1.0,true,-0,1E2],\"s\":[1,2,3,4,5]}  | 1:1.0 1.0:2.0 true:3.0 -0:4.0 1E2:5.0",
                "{\"l\":[],\"s\":[]}                            | ``",
                "{\"l\":[\"zz\"],\"s\":\".5\"}                  | zz:0.5",
                "{\"l\":\"a\",\"s\":\"-7\",\"x\":{\"l\":[[]]}}  | a:-7.0",
                "{\"l\":[\"a\",\"a\"],\"s\":[\"+1\",\"5.\"]}    | a:1.0 a:5.0",
                "{\"l\":\"a\",\"s\":1e-400}                     | a:0.0",
            })
    void parse_prediction(String inner, String expected) {
        ParsedRow parsed = one(SINGLE, DATA, body(inner), "{\"l\":\"a\"}");

        assertThat(parsed).isInstanceOf(Parsed.class);
        StringBuilder shown = new StringBuilder();
        ((Parsed) parsed)
                .predicted()
                .forEach(p -> shown.append(' ').append(p.label()).append(':').append(p.score()));
        assertThat(shown.toString().strip()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"predictions\":[{\"s\":[1]}]}                              | MISSING_KEY        | predictions[0].l",
                "{\"predictions\":[{\"l\":[\"a\"]}]}                          | MISSING_KEY        | predictions[0].s",
                "{\"error\":\"boom\"}                                         | MISSING_KEY        | predictions",
                "{\"predictions\":[{\"l\":[\"a\",\"b\"],\"s\":[1]}]}          | UNEQUAL_LENGTHS    | predictions[0]",
                "{\"predictions\":[{\"l\":\"a\",\"s\":[1,2]}]}                | UNEQUAL_LENGTHS    | predictions[0]",
                "{\"predictions\":[]}                                         | UNEQUAL_LENGTHS    | predictions",
                "{\"predictions\":[{\"l\":\"a\",\"s\":1},{\"l\":\"a\",\"s\":1}]} | UNEQUAL_LENGTHS | predictions",
                "{\"predictions\":[{\"l\":[\"a\",\"b\"],\"s\":[1,NaN]}]}      | SCORE_NOT_FINITE   | predictions[0].s[1]",
                "{\"predictions\":[{\"l\":[\"a\"],\"s\":[-Infinity]}]}        | SCORE_NOT_FINITE   | predictions[0].s[0]",
                "{\"predictions\":[{\"l\":[\"a\"],\"s\":[\"nan\"]}]}          | SCORE_NOT_FINITE   | predictions[0].s[0]",
                "{\"predictions\":[{\"l\":\"a\",\"s\":\"+Infinity\"}]}        | SCORE_NOT_FINITE   | predictions[0].s",
                "{\"predictions\":[{\"l\":\"a\",\"s\":\"-inf\"}]}             | SCORE_NOT_FINITE   | predictions[0].s",
                "{\"predictions\":[{\"l\":\"a\",\"s\":1e999}]}                | SCORE_NOT_FINITE   | predictions[0].s",
                "{\"predictions\":[{\"l\":\"a\",\"s\":\"high\"}]}             | SCORE_NOT_A_NUMBER | predictions[0].s",
                "{\"predictions\":[{\"l\":\"a\",\"s\":\"1d\"}]}               | SCORE_NOT_A_NUMBER | predictions[0].s",
                "{\"predictions\":[{\"l\":\"a\",\"s\":\"0x1p3\"}]}            | SCORE_NOT_A_NUMBER | predictions[0].s",
                "{\"predictions\":[{\"l\":\"a\",\"s\":\"\"}]}                 | SCORE_NOT_A_NUMBER | predictions[0].s",
                "{\"predictions\":[{\"l\":\"a\",\"s\":null}]}                 | SCORE_NOT_A_NUMBER | predictions[0].s",
                "{\"predictions\":[{\"l\":\"a\",\"s\":true}]}                 | SCORE_NOT_A_NUMBER | predictions[0].s",
                "{\"predictions\":[{\"l\":[[\"a\"]],\"s\":[1]}]}              | WRONG_TYPE         | predictions[0].l[0]",
                "{\"predictions\":[{\"l\":{\"a\":1},\"s\":[1]}]}              | WRONG_TYPE         | predictions[0].l",
                "{\"predictions\":[{\"l\":[NaN],\"s\":[1]}]}                  | WRONG_TYPE         | predictions[0].l[0]",
                "{\"predictions\":[{\"l\":[null],\"s\":[1]}]}                 | WRONG_TYPE         | predictions[0].l[0]",
                "{\"predictions\":[\"a\"]}                                    | WRONG_TYPE         | predictions[0]",
                "{\"predictions\":[null]}                                     | WRONG_TYPE         | predictions[0]",
                "{\"predictions\":{\"l\":\"a\",\"s\":1}}                      | WRONG_TYPE         | predictions",
                "[1]                                                          | WRONG_TYPE         | raw_prediction",
                "{\"predictions\":[{\"l\":\"a\",\"s\":1,\"l\":\"b\"}]}        | DUPLICATE_KEY      | predictions[0].l",
                "{\"predictions\":[{\"l\":[],\"s\":[],\"s\":[]}]}             | DUPLICATE_KEY      | predictions[0].s",
                "{\"predictions\":[],\"predictions\":[]}                      | DUPLICATE_KEY      | predictions",
                "{\"predictions\":[{\"l\":\"a\",\"s\":1}]                     | MALFORMED_JSON     | raw_prediction",
                "{\"predictions\":[{\"l\":\"a\",\"s\":1}]} {}                 | MALFORMED_JSON     | raw_prediction",
                "{'predictions':[]}                                           | MALFORMED_JSON     | raw_prediction",
                "``                                                           | MALFORMED_JSON     | raw_prediction",
            })
    void parse_brokenPrediction(String rawPrediction, InvalidReason reason, String path) {
        assertInvalid(one(SINGLE, DATA, rawPrediction, "{\"l\":\"a\"}"), reason, "raw_prediction", path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"instances\":[{\"x\":1}]}   | MISSING_KEY    | instances[0].d",
                "{\"instances\":[{\"d\":null}]} | MISSING_KEY   | instances[0].d",
                "{\"instances\":[\"text\"]}    | WRONG_TYPE     | instances[0]",
                "{}                            | MISSING_KEY    | instances",
                "{\"instances\":[{\"d\":1}     | MALFORMED_JSON | raw_data",
            })
    void parse_brokenInstance(String rawData, InvalidReason reason, String path) {
        assertInvalid(one(SINGLE, rawData, body(GOOD), "{\"l\":\"a\"}"), reason, "raw_data", path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"instances\":[{\"ref\":\"gs://b/o\"}]}",
                "{\"signature\":\"x\",\"instances\":[{\"id\":[1,{\"d\":2}],\"d\":{\"b64\":\"AA==\"}}]}"
            })
    void parse_contentUnderEitherKey(String rawData) {
        assertThat(one(SINGLE, rawData, body(GOOD), "{\"l\":\"a\"}")).isEqualTo(new Parsed(Set.of("a"), GOOD_LABELS));
    }

    @Test
    void parse_noInstances() {
        assertInvalid(
                one(SINGLE, "{\"instances\":[]}", "{\"predictions\":[]}", null),
                InvalidReason.UNEQUAL_LENGTHS,
                "raw_prediction",
                "at least one instance");
    }

    @Test
    void parse_missingColumn() {
        assertInvalid(one(SINGLE, null, body(GOOD), null), InvalidReason.MALFORMED_JSON, "raw_data", "");
        assertInvalid(one(SINGLE, DATA, null, null), InvalidReason.MALFORMED_JSON, "raw_prediction", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"l\":\"a\"}", "{\"l\":[\"a\"]}", "{\"l\":[\"a\",\"a\"]}", "{\"note\":{\"l\":1},\"l\":\"a\"}"})
    void parse_truthOuterOrBare(String inner) {
        Parsed expected = new Parsed(Set.of("a"), GOOD_LABELS);
        for (PredictionRowParser parser : List.of(SINGLE, MULTI)) {
            assertThat(one(parser, DATA, body(GOOD), inner)).isEqualTo(expected);
            assertThat(one(parser, DATA, body(GOOD), body(inner))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"l\":1} | 1", "{\"l\":[1.0]} | 1.0", "{\"l\":true} | true", "{\"l\":\"\\u00e9'\\\"\"} | é'\""})
    void parse_truthByLiteralText(String groundtruth, String label) {
        assertThat(one(SINGLE, DATA, body(GOOD), groundtruth)).isEqualTo(new Parsed(Set.of(label), GOOD_LABELS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "  ",
                "{}",
                "{\"l\":null}",
                "{\"predictions\":null}",
                "{\"predictions\":[null]}",
                "{\"predictions\":[{}]}",
                "{\"predictions\":[{\"l\":null,\"x\":1}]}"
            })
    void parse_noTruthYet(String groundtruth) {
        for (PredictionRowParser parser : List.of(SINGLE, MULTI)) {
            assertThat(one(parser, DATA, body(GOOD), groundtruth)).isEqualTo(new NoTruth(GOOD_LABELS));
            assertThat(one(parser, DATA, body(GOOD), null)).isEqualTo(new NoTruth(GOOD_LABELS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"l\":[]}",
                "{\"predictions\":[]}",
                "{\"predictions\":[[]]}",
                "{\"predictions\":[{\"l\":[]}]}"
            })
    void parse_nothingHere(String groundtruth) {
        assertThat(one(MULTI, DATA, body(GOOD), groundtruth)).isEqualTo(new Parsed(Set.of(), GOOD_LABELS));
        assertInvalid(
                one(SINGLE, DATA, body(GOOD), groundtruth), InvalidReason.EMPTY_TRUTH, "groundtruth", "single-label");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"l\":[\"a\",\"b\"]}                                | SEVERAL_TRUTHS    | l",
                "{\"l\":\"zz\"}                                       | TRUTH_OUTSIDE_SET | l",
                "{\"predictions\":[{\"l\":[\"a\",\"zz\"]}]}           | TRUTH_OUTSIDE_SET | predictions[0].l[1]",
                "{\"l\":1.00}                                         | TRUTH_OUTSIDE_SET | l",
                "{\"lable\":\"a\"}                                    | MISSING_KEY       | l",
                "{\"predictions\":[{\"lable\":\"a\"}]}                | MISSING_KEY       | predictions[0].l",
                "{\"l\":[null]}                                       | WRONG_TYPE        | l[0]",
                "{\"l\":{\"x\":1}}                                    | WRONG_TYPE        | l",
                "\"a\"                                                | WRONG_TYPE        | groundtruth",
                "[\"a\"]                                              | WRONG_TYPE        | groundtruth",
                "{\"l\":\"a\",\"l\":null}                             | DUPLICATE_KEY     | l",
                "{\"l\":null,\"l\":\"a\"}                             | DUPLICATE_KEY     | l",
                "{\"l\":\"a\",\"predictions\":[{\"l\":\"a\"}]}        | DUPLICATE_KEY     | l",
                "{\"predictions\":[{\"l\":\"a\"},{\"l\":\"a\"}]}      | UNEQUAL_LENGTHS   | groundtruth",
                "cat                                                  | MALFORMED_JSON    | groundtruth",
                "{\"l\":\"a\"                                         | MALFORMED_JSON    | groundtruth",
                "{\"l\":\"a\"}}                                       | MALFORMED_JSON    | groundtruth",
            })
    void parse_brokenTruth(String groundtruth, InvalidReason reason, String path) {
        assertInvalid(one(SINGLE, DATA, body(GOOD), groundtruth), reason, "groundtruth", path);
    }

    @Test
    void parse_predictionIsNamedBeforeTruth() {
        assertInvalid(
                one(SINGLE, DATA, body("{\"l\":\"a\"}"), "{\"l\":\"zz\"}"),
                InvalidReason.MISSING_KEY,
                "raw_prediction",
                "s");
    }

    @Test
    void parse_severalInstances_eachOnItsOwn() {
        String data = "{\"instances\":[{\"d\":1},{\"d\":2},{\"x\":3},{\"d\":4},{\"d\":5},{\"d\":6}]}";
        String predictions = "{\"predictions\":[" + GOOD + ",{\"l\":[{\"deep\":[[1]]},\"a\"],\"s\":[1,2]}," + GOOD + ","
                + GOOD + "," + GOOD + ",{\"s\":1,\"l\":\"c\"}]}";
        String truth = "{\"predictions\":[{\"l\":\"b\"},{\"l\":\"b\"},{\"l\":\"b\"},null,"
                + "{\"l\":[\"zz\",[[]],{}]},{\"l\":\"c\"}]}";

        List<ParsedRow> parsed = SINGLE.parse(new PredictionRow(data, predictions, truth));

        assertThat(parsed).hasSize(6);
        assertThat(parsed.get(0)).isEqualTo(new Parsed(Set.of("b"), GOOD_LABELS));
        assertInvalid(parsed.get(1), InvalidReason.WRONG_TYPE, "raw_prediction", "predictions[1].l[0]");
        assertInvalid(parsed.get(2), InvalidReason.MISSING_KEY, "raw_data", "instances[2].d");
        assertThat(parsed.get(3)).isEqualTo(new NoTruth(GOOD_LABELS));
        assertInvalid(parsed.get(4), InvalidReason.TRUTH_OUTSIDE_SET, "groundtruth", "predictions[4].l[0]");
        assertThat(parsed.get(5)).isEqualTo(new Parsed(Set.of("c"), List.of(new LabelScore("c", 1.0))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"l\":\"a\"}", "[]", "{\"predictions\":[]}", "{\"predictions\":[{\"l\":\"a\"}]}"})
    void parse_severalInstances_truthOfAnotherNumber(String groundtruth) {
        String data = "{\"instances\":[{\"d\":1},{\"d\":2}]}";
        String predictions = "{\"predictions\":[" + GOOD + "," + GOOD + "]}";

        List<ParsedRow> parsed = MULTI.parse(new PredictionRow(data, predictions, groundtruth));

        assertThat(parsed).hasSize(2);
        parsed.forEach(row -> assertInvalid(row, InvalidReason.UNEQUAL_LENGTHS, "groundtruth", "2 instances"));
    }

    @Test
    void parse_deepNesting() {
        String allowed = "[".repeat(97) + "]".repeat(97);
        String tooDeep = "[".repeat(98) + "]".repeat(98);
        String data = "{\"instances\":[{\"d\":%s}]}";

        assertThat(one(SINGLE, data.formatted(allowed), body(GOOD), null)).isInstanceOf(NoTruth.class);
        assertInvalid(
                one(SINGLE, data.formatted(tooDeep), body(GOOD), null), InvalidReason.JSON_TOO_LARGE, "raw_data", "");
        assertInvalid(
                one(SINGLE, DATA, "[".repeat(1_000_000), null), InvalidReason.WRONG_TYPE, "raw_prediction", "object");
    }

    @Test
    void parse_longNumbers() {
        String digits = "1".repeat(1_001);

        assertInvalid(
                one(SINGLE, DATA, body("{\"l\":\"a\",\"s\":" + digits + "}"), null),
                InvalidReason.JSON_TOO_LARGE,
                "raw_prediction",
                "");
        assertInvalid(
                one(SINGLE, DATA, body("{\"l\":\"a\",\"s\":\"" + digits + "\"}"), null),
                InvalidReason.SCORE_NOT_A_NUMBER,
                "raw_prediction",
                "predictions[0].s");
    }

    @Test
    void message_longKeysAndValues_isCutBetweenCharacters() {
        List<String> messages = new ArrayList<>();
        for (int length = 50; length < 260; length++) {
            String odd = "x".repeat(length % 2) + "🦊".repeat(length / 2);
            PredictionRowParser parser = new PredictionRowParser(new ImportKeys("l", odd, "d", null), SET, false);
            String inner = "{\"l\":\"a\",\"" + odd + "\":\"" + odd + "\"}";
            messages.add(((Invalid) one(parser, DATA, body(inner), null)).message());
        }

        assertThat(messages).hasSize(210).allSatisfy(message -> {
            assertThat(message).hasSizeLessThanOrEqualTo(ParsedRow.MAX_MESSAGE_LENGTH);
            assertThat(message).contains("raw_prediction: predictions[0].", "found \"");
            assertThat(message.codePoints())
                    .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        });
    }

    @Test
    void importKeys_ofJob() {
        Map<String, String> given =
                Map.of("label_json_key", "l", "label_score_json_key", "s", "reference_json_key", "r");

        assertThat(ImportKeys.of(given)).isEqualTo(new ImportKeys("l", "s", null, "r"));
        assertThatThrownBy(() -> ImportKeys.of(Map.of("label_json_key", "l", "data_json_key", "d")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label_score_json_key");
        assertThatThrownBy(() -> new ImportKeys("l", "l", "d", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ImportKeys("l", "s", null, null)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertInvalid(ParsedRow row, InvalidReason reason, String column, String part) {
        assertThat(row).isInstanceOf(Invalid.class);
        Invalid invalid = (Invalid) row;
        assertThat(invalid.reason()).as(invalid.message()).isEqualTo(reason);
        assertThat(invalid.message())
                .startsWith(column)
                .contains(part)
                .hasSizeLessThanOrEqualTo(ParsedRow.MAX_MESSAGE_LENGTH);
    }

    private static String body(String inner) {
        return "{\"predictions\":[" + inner + "]}";
    }

    private static ParsedRow one(
            PredictionRowParser parser, @Nullable String data, @Nullable String prediction, @Nullable String truth) {
        List<ParsedRow> parsed = parser.parse(new PredictionRow(data, prediction, truth));
        assertThat(parsed).hasSize(1);
        return parsed.get(0);
    }
}
