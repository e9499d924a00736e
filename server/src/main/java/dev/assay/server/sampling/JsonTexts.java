package dev.assay.server.sampling;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON texts without changing a character of them: checks that they are JSON, and cuts arrays into their elements
 * as they were written.
 */
final class JsonTexts {
    /** Jackson's own limits: nesting of 1,000, numbers of 1,000 digits, names of 50,000 characters. */
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonTexts() {}

    /** The text is not what it should be; the message says why, for people. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** What a text is: an object or not, and the elements of the array in its member {@code name}, if it has one. */
    record Shape(boolean isObject, boolean hasArray, List<String> elements) {}

    /**
     * Reads a text.
     *
     * @param name the top-level member whose array is cut up
     * @param maxElements most elements that array may have
     */
    static Shape read(String text, String name, int maxElements) throws Malformed {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Malformed("is empty");
            }
            Shape shape = first == JsonToken.START_OBJECT
                    ? object(parser, text, name, maxElements)
                    : new Shape(false, false, List.of());
            if (first != JsonToken.START_OBJECT) {
                end(parser);
            }
            if (parser.nextToken() != null) {
                throw new Malformed("has more than one JSON value");
            }
            requireStorable(text);
            return shape;
        } catch (JsonProcessingException e) {
            throw new Malformed("is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a JSON text is {@code []}. */
    static boolean isEmptyArray(String text) {
        String array = text.strip();
        return array.startsWith("[") && array.substring(1).strip().equals("]");
    }

    /** Whether a JSON text says nothing: there is no value in it but null and objects, and no array is empty. */
    static boolean isSilent(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken before = null;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                boolean emptyArray = token == JsonToken.END_ARRAY && before == JsonToken.START_ARRAY;
                if (emptyArray || token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                    return false;
                }
                before = token;
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Shape object(JsonParser parser, String text, String name, int maxElements)
            throws IOException, Malformed {
        boolean found = false;
        List<String> elements = List.of();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean wanted = parser.currentName().equals(name);
            if (parser.nextToken() == JsonToken.START_ARRAY && wanted) {
                if (found) {
                    throw new Malformed("has the member \"" + name + "\" twice");
                }
                found = true;
                elements = elements(parser, text, maxElements);
            } else {
                end(parser);
            }
        }
        return new Shape(true, found, elements);
    }

    private static List<String> elements(JsonParser parser, String text, int maxElements)
            throws IOException, Malformed {
        List<String> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == maxElements) {
                throw new Malformed("holds more than " + maxElements + " elements");
            }
            long start = parser.currentTokenLocation().getCharOffset();
            elements.add(text.substring((int) start, (int) end(parser)));
        }
        return elements;
    }

    /** Reads the current value to its end and answers where that is. */
    private static long end(JsonParser parser) throws IOException {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
        } else if (parser.currentToken() != JsonToken.VALUE_STRING) {
            // What follows a number may be read already, so its end is told by its length.
            return parser.currentTokenLocation().getCharOffset() + parser.getTextLength();
        } else {
            parser.finishToken();
        }
        return parser.currentLocation().getCharOffset();
    }

    /** Refuses what no store could hold once the escapes are resolved: U+0000 and halves of surrogate pairs. */
    private static void requireStorable(String text) throws Malformed {
        for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
            if (text.charAt(at + 1) != 'u') {
                at += 2;
                continue;
            }
            char unit = unit(text, at);
            at += 6;
            if (unit == 0) {
                throw new Malformed("holds the character U+0000");
            }
            if (Character.isHighSurrogate(unit)
                    && text.startsWith("\\u", at)
                    && Character.isLowSurrogate(unit(text, at))) {
                at += 6;
            } else if (Character.isSurrogate(unit)) {
                throw new Malformed("holds an unpaired surrogate");
            }
        }
    }

    private static char unit(String text, int at) {
        return (char) Integer.parseInt(text, at + 2, at + 6, 16);
    }
}
