package dev.assay.server.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Function;

/**
 * Records as JSON text in a column. Doubles keep all their digits, byte strings are base64, times are microseconds, and
 * resource names are text.
 */
final class StoredJson {
    private static final Gson GSON = new GsonBuilder()
            .registerTypeAdapter(byte[].class, text(Base64.getDecoder()::decode, Base64.getEncoder()::encodeToString))
            .registerTypeAdapter(
                    Instant.class,
                    text(
                            (String micros) -> Micros.time(Long.parseLong(micros)),
                            time -> Long.toString(Micros.of(time))))
            .registerTypeAdapter(ResourceName.class, text(ResourceName::read, ResourceName::toString))
            .disableHtmlEscaping()
            .create();

    private StoredJson() {}

    static String write(Object value) {
        return GSON.toJson(value);
    }

    static <T> T read(String text, Class<T> type) {
        return GSON.fromJson(text, type);
    }

    private static <T> TypeAdapter<T> text(Function<String, T> reader, Function<T, String> writer) {
        return new TypeAdapter<T>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                out.value(writer.apply(value));
            }

            @Override
            public T read(JsonReader in) throws IOException {
                return reader.apply(in.nextString());
            }
        }.nullSafe();
    }
}
