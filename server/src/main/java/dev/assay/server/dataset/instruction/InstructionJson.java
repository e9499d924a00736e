package dev.assay.server.dataset.instruction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.operation.Operation;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** An instruction as the JSON of an operation: what is asked for, and at the end what was made. */
public final class InstructionJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private InstructionJson() {}

    /** The instruction that a successful operation has made, as it was then. */
    public static Instruction made(Operation operation) {
        return read(operation.subject(), operation.progress());
    }

    static Instruction asked(Operation operation) {
        return read(operation.subject(), operation.request());
    }

    static String write(Instruction instruction) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("display_name", instruction.displayName());
            json.writeStringField("description", instruction.description());
            json.writeStringField("data_type", instruction.dataType().name());
            json.writeStringField("document_uri", instruction.documentUri().toString());
            json.writeNumberField("document_size", instruction.documentSize());
            json.writeNumberField("create_time", Micros.of(instruction.createTime()));
            json.writeNumberField("update_time", Micros.of(instruction.updateTime()));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a string cannot fail", e);
        }
        return text.toString();
    }

    private static Instruction read(ResourceName name, String text) {
        Map<String, String> fields = fields(text);
        return new Instruction(
                name,
                field(fields, "display_name"),
                field(fields, "description"),
                DataType.valueOf(field(fields, "data_type")),
                ObjectUri.parse("document_uri", field(fields, "document_uri")),
                Long.parseLong(field(fields, "document_size")),
                Micros.time(Long.parseLong(field(fields, "create_time"))),
                Micros.time(Long.parseLong(field(fields, "update_time"))));
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = FACTORY.createParser(text)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                fields.put(field, json.getText());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a stored text is not what was written", e);
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException("a stored instruction has no " + name);
        }
        return value;
    }
}
