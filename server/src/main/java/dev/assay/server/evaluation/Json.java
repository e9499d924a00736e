package dev.assay.server.evaluation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writing and reading the JSON that snapshots are kept in. A double is written with as many digits as tell it from its
 * neighbours, so what is read is the same to the last bit.
 */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // What stands here was accepted before, whatever its length.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Json() {}

    /** Writes one value. */
    interface Writing {
        void write(JsonGenerator generator) throws IOException;
    }

    /** Reads one value, which the parser stands at, up to its last token. */
    interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }

    static String write(Writing value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            value.write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a string cannot fail", e);
        }
        return text.toString();
    }

    static <T> T read(String text, Reading<T> value) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            return value.read(parser);
        } catch (IOException e) {
            throw new UncheckedIOException("a stored text is not what was written", e);
        }
    }

    /** Reads an array, one value by one. */
    static <T> List<T> readArray(JsonParser parser, Reading<T> element) throws IOException {
        require(parser, JsonToken.START_ARRAY);
        List<T> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(element.read(parser));
        }
        return elements;
    }

    static void require(JsonParser parser, JsonToken token) throws IOException {
        if (parser.currentToken() != token) {
            throw new IOException("expected " + token + ", found " + parser.currentToken());
        }
    }
}
