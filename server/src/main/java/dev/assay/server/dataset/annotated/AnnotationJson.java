package dev.assay.server.dataset.annotated;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Annotations as JSON text, nothing lost. Classifications are by far the most: where there is nothing else to say, one is
 * its label alone, so an example is mostly {@code ["cat"]}. Anything else is an object whose {@code is} names the kind.
 */
public final class AnnotationJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // What stands here was accepted before, whatever its length.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private AnnotationJson() {}

    /** The text of these annotations, in their order. */
    public static String write(List<Annotation> annotations) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            AnnotationWriter writer = new AnnotationWriter(generator);
            generator.writeStartArray();
            for (Annotation annotation : annotations) {
                writer.write(annotation);
            }
            generator.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a string cannot fail", e);
        }
        return text.toString();
    }

    /**
     * The annotations of a text.
     *
     * @throws UncheckedIOException if {@link #write} did not make it
     */
    public static List<Annotation> read(String text) {
        List<Annotation> annotations = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(text)) {
            AnnotationReader reader = new AnnotationReader(parser);
            reader.elements(() -> annotations.add(reader.annotation()));
        } catch (IOException e) {
            throw new UncheckedIOException("a stored text is not what was written", e);
        }
        return annotations;
    }
}
