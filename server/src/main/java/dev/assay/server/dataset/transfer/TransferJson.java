package dev.assay.server.dataset.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Flat JSON objects, in which operations keep what they were asked for and how far they are. */
final class TransferJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private TransferJson() {}

    /** Writes the fields of an object. */
    interface Writing {
        void write(JsonGenerator json) throws IOException;
    }

    /** The fields of an object, by name. */
    record Fields(Map<String, String> values) {
        @Nullable
        String find(String name) {
            return values.get(name);
        }

        String get(String name) {
            String value = values.get(name);
            if (value == null) {
                throw new IllegalStateException("a stored operation has no " + name);
            }
            return value;
        }

        long number(String name) {
            return Long.parseLong(get(name));
        }
    }

    static String write(Writing fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a string cannot fail", e);
        }
        return text.toString();
    }

    static Fields read(String text) {
        Map<String, String> values = new HashMap<>();
        try (JsonParser json = FACTORY.createParser(text)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                values.put(name, json.getText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a stored text is not what was written", e);
        }
        return new Fields(values);
    }
}
