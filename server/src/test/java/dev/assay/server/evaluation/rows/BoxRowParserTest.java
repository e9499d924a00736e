package dev.assay.server.evaluation.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.evaluation.rows.ParsedRow.Invalid;
import dev.assay.server.evaluation.rows.ParsedRow.NoTruth;
import dev.assay.server.evaluation.rows.ParsedRow.ParsedBoxes;
import dev.assay.server.metrics.BoundingBox;
import dev.assay.server.metrics.FoundBox;
import dev.assay.server.metrics.TrueBox;
import dev.assay.server.vocabulary.LabelScore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoxRowParserTest {
    private static final ImportKeys KEYS = new ImportKeys("l", "s", "d", null, "b");
    private static final PredictionRowParser PARSER = PredictionRowParser.ofBoxes(KEYS, List.of("cat", "dog"));
    private static final String DATA = "{\"instances\":[{\"d\":\"gs://pictures/1.jpg\"}]}";

    private static final String EDGES = "{'x_min':1,'y_min':2,'x_max':3.5,'y_max':4}";
    private static final String CORNERS = "{'top_left':{'x':1,'y':2},'bottom_right':{'x':3.5,'y':4}}";
    private static final BoundingBox BOX = new BoundingBox(1, 2, 3.5, 4);
    private static final String GOOD = "{'l':['cat','emu'],'s':[0.9,'0.5'],'b':[" + EDGES + "," + CORNERS + "]}";
    private static final List<FoundBox> GOOD_BOXES =
            List.of(new FoundBox("cat", 0.9, BOX), new FoundBox("emu", 0.5, BOX));

    // --- predictions ----------------------------------------------------------------------------------------------

    @Test
    void parse_bothForms_areTheSameBox() {
        assertThat(parse(GOOD, "{'l':['dog','dog'],'b':[" + CORNERS + "," + EDGES + "]}"))
                .isEqualTo(new ParsedBoxes(List.of(new TrueBox("dog", BOX), new TrueBox("dog", BOX)), GOOD_BOXES));
    }

    @Test
    void parse_scalars_areOneBox() {
        assertThat(parse("{'b':" + EDGES + ",'s':0.25,'l':'cat'}", "{'b':" + CORNERS + ",'l':'dog'}"))
                .isEqualTo(new ParsedBoxes(List.of(new TrueBox("dog", BOX)), List.of(new FoundBox("cat", 0.25, BOX))));
    }

    @Test
    void parse_emptyArrays_areNothingFound() {
        assertThat(parse("{'l':[],'s':[],'b':[]}", "[]")).isEqualTo(new ParsedBoxes(List.of(), List.of()));
    }

    @Test
    void parse_boxWithoutArea_orOnTheEdgeOf32Bits_isTaken() {
        assertThat(parse(one("{'x_min':1,'y_min':2,'x_max':1,'y_max':2}"), "[]"))
                .isEqualTo(found(new BoundingBox(1, 2, 1, 2)));
        assertThat(parse(one("{'x_min':-2147483647,'y_min':'-0.5','x_max':2147483647,'y_max':1e3,'more':[{}]}"), "[]"))
                .isEqualTo(found(new BoundingBox(-2147483647.0, -0.5, 2147483647.0, 1000)));
    }

    private static ParsedRow found(BoundingBox box) {
        return new ParsedBoxes(List.of(), List.of(new FoundBox("cat", 0.5, box)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'x_min':1,'y_min':2,'x_max':3}                              | MISSING_KEY      | predictions[0].b[0]
            {'top_left':{'x':1,'y':2}}                                   | MISSING_KEY      | predictions[0].b[0]
            {'top_left':{'x':1},'bottom_right':{'x':2,'y':3}}            | MISSING_KEY      | predictions[0].b[0]
            {'x_min':3,'y_min':2,'x_max':1,'y_max':4}                    | BOX_INVERTED     | predictions[0].b[0]
            {'top_left':{'x':1,'y':4},'bottom_right':{'x':3,'y':2}}      | BOX_INVERTED     | predictions[0].b[0]
            {'x_min':NaN,'y_min':2,'x_max':3,'y_max':4}                  | BOX_OUT_OF_RANGE | predictions[0].b[0].x_min
            {'x_min':1,'y_min':2,'x_max':3,'y_max':Infinity}             | BOX_OUT_OF_RANGE | predictions[0].b[0].y_max
            {'x_min':1,'y_min':2,'x_max':2147483648,'y_max':4}           | BOX_OUT_OF_RANGE | predictions[0].b[0].x_max
            {'top_left':{'x':1,'y':-1e400},'bottom_right':{'x':2,'y':3}} | BOX_OUT_OF_RANGE | b[0].top_left.y
            {'x_min':'left','y_min':2,'x_max':3,'y_max':4}               | BOX_NOT_A_NUMBER | predictions[0].b[0].x_min
            {'x_min':null,'y_min':2,'x_max':3,'y_max':4}                 | BOX_NOT_A_NUMBER | predictions[0].b[0].x_min
            {'x_min':1,'y_min':2,'x_max':3,'y_max':[4]}                  | BOX_NOT_A_NUMBER | predictions[0].b[0].y_max
            {'x_min':1,'y_min':2,'x_max':3,'y_max':4,'x_min':1}          | DUPLICATE_KEY    | predictions[0].b[0].x_min
            {'x_min':1,'top_left':{'x':1,'y':2},'x_max':3,'y_max':4}     | DUPLICATE_KEY    | b[0].top_left.x
            {'top_left':[1,2],'bottom_right':[3,4]}                      | WRONG_TYPE       | b[0].top_left
            [1,2,3,4]                                                    | WRONG_TYPE       | predictions[0].b[0]
            null                                                         | WRONG_TYPE       | predictions[0].b[0]
            """)
    void parse_unusableBox_isInvalidOnEitherSide(String box, InvalidReason reason, String path) {
        assertInvalid(parse(one(box), "[]"), reason, "raw_prediction: ", path);
        assertInvalid(parse(GOOD, "{'predictions':[{'l':['cat'],'b':[" + box + "]}]}"), reason, "groundtruth: ", path);
    }

    @Test
    void parse_unequalLengths_areInvalid() {
        String two = "[" + EDGES + "," + EDGES + "]";
        assertInvalid(
                parse("{'l':['cat'],'s':[1],'b':" + two + "}", "[]"), InvalidReason.UNEQUAL_LENGTHS, "2 boxes", "");
        assertInvalid(parse("{'l':['cat'],'s':[1],'b':[]}", "[]"), InvalidReason.UNEQUAL_LENGTHS, "0 boxes", "");
        assertInvalid(
                parse("{'l':['cat'],'s':[1,2],'b':" + two + "}", "[]"), InvalidReason.UNEQUAL_LENGTHS, "2 scores", "");
        assertInvalid(parse(GOOD, "{'l':['cat'],'b':" + two + "}"), InvalidReason.UNEQUAL_LENGTHS, "2 boxes", "");
        assertInvalid(parse(GOOD, "{'l':[],'b':" + two + "}"), InvalidReason.UNEQUAL_LENGTHS, "0 labels", "");
    }

    @Test
    void parse_missingKeys_areInvalid() {
        assertInvalid(parse("{'l':['cat'],'s':[1]}", "[]"), InvalidReason.MISSING_KEY, "predictions[0].b", "");
        assertInvalid(parse("{'s':[1],'b':[" + EDGES + "]}", "[]"), InvalidReason.MISSING_KEY, "predictions[0].l", "");
        assertInvalid(parse("{'l':['cat'],'b':[" + EDGES + "]}", "[]"), InvalidReason.MISSING_KEY, "[0].s", "");
        assertInvalid(
                parse("{'l':'cat','s':1,'b':" + EDGES + ",'b':" + EDGES + "}", "[]"),
                InvalidReason.DUPLICATE_KEY,
                "predictions[0].b",
                "");
    }

    @Test
    void parse_scoreNotFinite_isInvalid() {
        assertInvalid(
                parse("{'l':'cat','s':NaN,'b':" + EDGES + "}", "[]"), InvalidReason.SCORE_NOT_FINITE, "[0].s", "NaN");
    }

    // --- truth ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{'predictions':[]}",
                "{'predictions':[[]]}",
                "{'predictions':[{'l':[],'b':[]}]}",
                "{'l':[],'b':[]}",
                "{'l':[]}",
                "{'b':[]}"
            })
    void parse_emptyTruth_isNothingHere(String truth) {
        assertThat(parse(GOOD, truth)).isEqualTo(new ParsedBoxes(List.of(), GOOD_BOXES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "{}",
                "{'l':null}",
                "{'l':null,'b':null}",
                "{'predictions':[null]}",
                "{'b':null}"
            })
    void parse_noTruthYet_isNoTruth(String truth) {
        NoTruth none = new NoTruth(List.of(new LabelScore("cat", 0.9), new LabelScore("emu", 0.5)));

        assertThat(parse(GOOD, truth)).isEqualTo(none);
        assertThat(parse(GOOD, null)).isEqualTo(none);
    }

    @Test
    void parse_halfATruth_isInvalid() {
        assertInvalid(parse(GOOD, "{'l':['cat']}"), InvalidReason.MISSING_KEY, "groundtruth: b", "");
        assertInvalid(parse(GOOD, "{'l':['cat'],'b':null}"), InvalidReason.MISSING_KEY, "groundtruth: b", "");
        assertInvalid(parse(GOOD, "{'b':[" + EDGES + "]}"), InvalidReason.MISSING_KEY, "groundtruth: l", "");
        assertInvalid(parse(GOOD, "{'label':['cat']}"), InvalidReason.MISSING_KEY, "groundtruth: l", "");
        assertInvalid(
                parse(GOOD, "{'l':['emu'],'b':[" + EDGES + "]}"),
                InvalidReason.TRUTH_OUTSIDE_SET,
                "groundtruth: l[0]",
                "emu");
        assertInvalid(parse(GOOD, "{'b':[],'predictions':[]}"), InvalidReason.DUPLICATE_KEY, "inside or outside", "");
        assertInvalid(parse(GOOD, "[" + EDGES + "]"), InvalidReason.WRONG_TYPE, "filled array", "");
    }

    @Test
    void parse_severalInstances_areReadEachOnItsOwn() {
        PredictionRow row = new PredictionRow(
                "{\"instances\":[{\"d\":\"1\"},{\"d\":\"2\"},{\"d\":\"3\"}]}",
                ("{'predictions':[" + GOOD + ",{'l':'cat','s':1,'b':{}}," + GOOD + "]}").replace('\'', '"'),
                ("{'predictions':[null,[],{'l':'cat','b':" + EDGES + "}]}").replace('\'', '"'));

        List<ParsedRow> parsed = PARSER.parse(row);

        assertThat(parsed).hasSize(3);
        assertThat(parsed.get(0)).isInstanceOf(NoTruth.class);
        assertInvalid(parsed.get(1), InvalidReason.MISSING_KEY, "predictions[1].b", "x_min");
        assertThat(parsed.get(2)).isEqualTo(new ParsedBoxes(List.of(new TrueBox("cat", BOX)), GOOD_BOXES));
    }

    private static String one(String box) {
        return "{'l':['cat'],'s':[0.5],'b':[" + box + "]}";
    }

    private static ParsedRow parse(String prediction, @Nullable String truth) {
        String body = ("{'predictions':[" + prediction + "]}").replace('\'', '"');
        String quoted = truth == null ? null : truth.replace('\'', '"');
        ParsedRow parsed = PARSER.parseSingle(body, quoted);
        assertThat(PARSER.parse(new PredictionRow(DATA, body, quoted))).containsExactly(parsed);
        return parsed;
    }

    private static void assertInvalid(ParsedRow row, InvalidReason reason, String part, String more) {
        assertThat(row).isInstanceOfSatisfying(Invalid.class, invalid -> {
            assertThat(invalid.reason()).isEqualTo(reason);
            assertThat(invalid.message()).contains(part).contains(more);
            assertThat(invalid.message()).hasSizeLessThanOrEqualTo(ParsedRow.MAX_MESSAGE_LENGTH);
        });
    }
}
