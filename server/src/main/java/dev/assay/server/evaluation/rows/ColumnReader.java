package dev.assay.server.evaluation.rows;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One column's JSON text read token by token, in one pass; big content that nobody asks for, such as an inline image,
 * is skipped without being copied. Every complaint names the column and the place.
 */
final class ColumnReader {
    /** Reads the value at the current token and stops at its last token. */
    @FunctionalInterface
    interface ValueReader {
        void read(String path) throws IOException, RowRejected;
    }

    private static final JsonFactory JSON = JsonFactory.builder()
            // Python writes NaN and Infinity bare: read, they can be refused by name instead of as broken JSON.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // Keys come from users: kept for good, they would fill the heap.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(PredictionRowParser.MAX_NESTING_DEPTH)
                    .maxStringLength(PredictionRowParser.MAX_STRING_LENGTH)
                    .build())
            .build();

    private final String column;
    private final JsonParser parser;

    private ColumnReader(String column, JsonParser parser) {
        this.column = column;
        this.parser = parser;
    }

    /**
     * Reads a whole column, which must hold exactly one JSON value.
     *
     * @param body reads that value; its path is empty
     * @throws RowRejected if the text is no JSON, or the body finds a mistake
     */
    static void read(String column, @Nullable String text, Body body) throws RowRejected {
        if (text == null) {
            throw new RowRejected(InvalidReason.MALFORMED_JSON, column, "expected JSON, found nothing");
        }
        try (JsonParser parser = JSON.createParser(text)) {
            ColumnReader reader = new ColumnReader(column, parser);
            if (parser.nextToken() == null) {
                throw reader.rejected(InvalidReason.MALFORMED_JSON, "", "expected JSON, found nothing");
            }
            body.read(reader);
            if (parser.nextToken() != null) {
                throw reader.rejected(
                        InvalidReason.MALFORMED_JSON, "", "expected the end, found more after the JSON value");
            }
        } catch (StreamConstraintsException e) {
            throw new RowRejected(InvalidReason.JSON_TOO_LARGE, column, e.getOriginalMessage());
        } catch (JacksonException e) {
            throw new RowRejected(InvalidReason.MALFORMED_JSON, column, describe(e));
        } catch (IOException e) {
            throw new IllegalStateException("reading from a string cannot fail", e);
        }
    }

    /** Reads a column's one value, which the reader stands at. */
    @FunctionalInterface
    interface Body {
        void read(ColumnReader reader) throws IOException, RowRejected;
    }

    boolean at(JsonToken token) {
        return parser.currentToken() == token;
    }

    /** Skips the rest of the value at the current token. */
    void skip() throws IOException {
        parser.skipChildren();
    }

    /**
     * Reads an object, handing each value to {@code fields.read}.
     *
     * @throws RowRejected if the current token does not start an object
     */
    void readObject(String path, FieldReader fields) throws IOException, RowRejected {
        if (!at(JsonToken.START_OBJECT)) {
            throw wrongType(path, "an object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            fields.read(key, path.isEmpty() ? key : path + '.' + key);
        }
    }

    /** Takes one field of an object; the reader stands at its value and must be left at the value's last token. */
    @FunctionalInterface
    interface FieldReader {
        void read(String key, String path) throws IOException, RowRejected;
    }

    /**
     * Reads an array element by element.
     *
     * @throws RowRejected if the current token does not start an array
     */
    void readArray(String path, ValueReader element) throws IOException, RowRejected {
        if (!at(JsonToken.START_ARRAY)) {
            throw wrongType(path, "an array");
        }
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            element.read(path + '[' + index + ']');
        }
    }

    /** Reads a scalar as one element, an array as any number of them. */
    void readOneOrMany(String path, ValueReader element) throws IOException, RowRejected {
        if (at(JsonToken.START_ARRAY)) {
            readArray(path, element);
        } else {
            element.read(path);
        }
    }

    /** Reads a label: a string's text, a number or boolean as it is spelled. */
    String readLabel(String path) throws IOException, RowRejected {
        switch (parser.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_TRUE, VALUE_FALSE -> {
                return parser.getText();
            }
            case VALUE_NUMBER_FLOAT -> {
                if (!parser.isNaN()) {
                    return parser.getText();
                }
                throw wrongType(path, "a label");
            }
            default -> throw wrongType(path, "a label");
        }
    }

    /** Reads a label that must be one of these. */
    String readLabelOf(Set<String> labels, String path) throws IOException, RowRejected {
        String label = readLabel(path);
        if (!labels.contains(label)) {
            throw rejected(
                    InvalidReason.TRUTH_OUTSIDE_SET,
                    path,
                    "expected a label of the annotation spec set, found " + RowRejected.quote(label));
        }
        return label;
    }

    /** Reads a finite score: a number or a numeric string. */
    double readScore(String path) throws IOException, RowRejected {
        return readNumber(path, "a score", InvalidReason.SCORE_NOT_A_NUMBER, InvalidReason.SCORE_NOT_FINITE);
    }

    /** Reads a finite coordinate: a number or a numeric string. */
    double readCoordinate(String path) throws IOException, RowRejected {
        return readNumber(path, "a coordinate", InvalidReason.BOX_NOT_A_NUMBER, InvalidReason.BOX_OUT_OF_RANGE);
    }

    private double readNumber(String path, String expected, InvalidReason notANumber, InvalidReason notFinite)
            throws IOException, RowRejected {
        boolean scalar =
                at(JsonToken.VALUE_STRING) || at(JsonToken.VALUE_NUMBER_INT) || at(JsonToken.VALUE_NUMBER_FLOAT);
        if (!scalar) {
            throw rejected(notANumber, path, "expected " + expected + ", found " + describeToken());
        }
        String text = parser.getText();
        Scores.Kind kind = Scores.kindOf(text);
        if (kind == Scores.Kind.NOT_A_NUMBER) {
            throw rejected(notANumber, path, "expected a number, found " + RowRejected.quote(text));
        }
        double number = kind == Scores.Kind.NUMBER ? Double.parseDouble(text) : Double.NaN;
        if (!Double.isFinite(number)) {
            throw rejected(notFinite, path, "expected a finite number, found " + RowRejected.quote(text));
        }
        return number;
    }

    /** Returns the depth of the array or object that the current value is an element of. */
    int depthAround() {
        int depth = parser.getParsingContext().getNestingDepth();
        return parser.currentToken().isStructStart() ? depth - 1 : depth;
    }

    /** Skips whatever is left of the element that was begun at this depth. */
    void leaveTo(int depth) throws IOException {
        while (parser.getParsingContext().getNestingDepth() > depth) {
            parser.nextToken();
        }
    }

    /** Refuses a key that the same object had before. */
    void refuseSecond(String path, boolean again) throws RowRejected {
        if (again) {
            throw rejected(InvalidReason.DUPLICATE_KEY, path, "expected the key once, found it again");
        }
    }

    /** Refuses an object for want of a key. */
    RowRejected missing(String path) {
        return rejected(InvalidReason.MISSING_KEY, path, "expected this key, found none");
    }

    /** Refuses the current token's type. */
    RowRejected wrongType(String path, String expected) throws IOException {
        return rejected(InvalidReason.WRONG_TYPE, path, "expected " + expected + ", found " + describeToken());
    }

    /** Refuses something at a path of this column. */
    RowRejected rejected(InvalidReason reason, String path, String problem) {
        return new RowRejected(reason, path.isEmpty() ? column : column + ": " + path, problem);
    }

    private String describeToken() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_NULL -> "null";
            default -> RowRejected.quote(parser.getText());
        };
    }

    private static String describe(JacksonException e) {
        String where = e.getLocation() == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "line %d, column %d: ",
                        e.getLocation().getLineNr(),
                        e.getLocation().getColumnNr());
        return "malformed JSON at " + where + e.getOriginalMessage();
    }
}
