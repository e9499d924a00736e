package dev.assay.server.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts the elements of a request's or response's one array without reading them. */
final class BodyLength {
    private static final int UNREADABLE = -1;

    private BodyLength() {}

    /**
     * The length of the array under this key of the outer object; −1 if there is not exactly one such array or the text
     * is no JSON object.
     */
    static int of(@Nullable String text, String outerKey) {
        if (text == null) {
            return UNREADABLE;
        }
        int length = UNREADABLE;
        try (JsonParser parser = InstanceJson.parser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return UNREADABLE;
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean wanted = parser.currentName().equals(outerKey);
                JsonToken value = parser.nextToken();
                if (!wanted) {
                    parser.skipChildren();
                } else if (value != JsonToken.START_ARRAY || length != UNREADABLE) {
                    return UNREADABLE;
                } else {
                    length = countElements(parser);
                }
            }
            return parser.nextToken() == null ? length : UNREADABLE;
        } catch (IOException e) {
            return UNREADABLE;
        }
    }

    private static int countElements(JsonParser parser) throws IOException {
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
            count++;
        }
        return count;
    }
}
