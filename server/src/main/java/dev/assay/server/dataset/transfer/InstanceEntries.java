package dev.assay.server.dataset.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.InstanceJson;
import dev.assay.server.dataset.InstanceRow;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one row of a sample table as entries. No job tells under which key its content is, so this does:
 *
 * <ul>
 *   <li>an instance that is a string is that text, or names that file; for images, another string is a picture in base64
 *   <li>of an object, texts take its one string, or its whole JSON if it has none or several; images and videos take
 *       the first string that begins with {@code gs://}; images without one take the first {@code {"b64": "…"}}, or else
 *       the one string as base64
 *   <li>any other JSON is a text as it is spelled, and no image and no video
 * </ul>
 */
final class InstanceEntries {
    private static final String REFERENCE = "gs://";

    private final String place;
    private final DataType type;
    private final String text;
    private @Nullable JsonParser parser;
    private long count;
    private @Nullable String flaw;

    /** The instances of a row that follow the first {@code skipped}; a row that cannot be read is one flawed entry. */
    InstanceEntries(InstanceRow row, DataType type, long skipped) {
        this.place = "row " + row.key();
        this.type = type;
        this.text = row.rawData() == null ? "" : row.rawData();
        try {
            parser = InstanceJson.parser(text);
            if (!InstanceJson.goToInstances(parser)) {
                flaw = "holds no list of instances";
            }
            while (flaw == null && count < skipped && parser.nextToken() != JsonToken.END_ARRAY) {
                // As far as it was read the first time, so that what is broken breaks at the same place.
                parser.finishToken();
                parser.skipChildren();
                count++;
            }
        } catch (IOException e) {
            flaw = "holds no JSON of instances";
        }
        if (flaw != null && skipped > 0) {
            // The flaw itself was the last entry.
            flaw = null;
            parser = null;
        }
    }

    /** The next instance; null after the last. */
    @Nullable
    Entry next() {
        if (parser == null) {
            return null;
        }
        try {
            if (flaw == null && parser.nextToken() != JsonToken.END_ARRAY) {
                count++;
                return entry(parser);
            }
        } catch (IOException e) {
            flaw = "holds no JSON of instances";
        }
        parser = null;
        return flaw == null ? null : new Entry.Flawed(place, flaw);
    }

    private Entry entry(JsonParser json) throws IOException {
        String here = place + ", instance " + count;
        return switch (json.currentToken()) {
            case VALUE_STRING -> ofString(here, json.getText());
            case START_OBJECT -> ofObject(here, json);
            default -> other(here, InstanceJson.valueText(text, json));
        };
    }

    private Entry ofString(String here, String value) {
        if (type != DataType.IMAGE || value.startsWith(REFERENCE)) {
            return written(here, value);
        }
        try {
            return new Entry.Inline(here, InstanceJson.binary(value));
        } catch (IllegalArgumentException notBase64) {
            return new Entry.Flawed(here, "holds neither a name that begins with gs:// nor base64");
        }
    }

    private Entry ofObject(String here, JsonParser json) throws IOException {
        int start = InstanceJson.offset(json);
        Strings found = new Strings();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            found.add(json);
        }
        if (type == DataType.TEXT) {
            return found.count == 1
                    ? written(here, String.valueOf(found.first))
                    : other(here, text.substring(start, InstanceJson.end(json)));
        }
        String value = found.reference != null
                ? found.reference
                : found.binary != null ? found.binary : found.count == 1 ? found.first : null;
        return value == null ? other(here, "") : ofString(here, value);
    }

    private Entry other(String here, String json) {
        return type == DataType.TEXT
                ? written(here, json)
                : new Entry.Flawed(here, "holds nothing that could be of type " + type);
    }

    private static Entry written(String here, String value) {
        return Utf8Text.isText(value) ? new Entry.Written(here, value) : new Entry.Flawed(here, Utf8Text.FLAW);
    }

    /** The strings among the fields of an object. */
    private static final class Strings {
        private int count;
        private @Nullable String first;
        private @Nullable String reference;
        private @Nullable String binary;

        /** Takes the field that the parser stands at, with its value. */
        void add(JsonParser json) throws IOException {
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT) {
                String found = InstanceJson.binaryField(json);
                binary = binary == null ? found : binary;
            } else if (value == JsonToken.VALUE_STRING) {
                String string = json.getText();
                count++;
                first = first == null ? string : first;
                if (reference == null && string.startsWith(REFERENCE)) {
                    reference = string;
                }
            } else {
                json.skipChildren();
            }
        }
    }
}
