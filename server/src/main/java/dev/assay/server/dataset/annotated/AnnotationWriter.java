package dev.assay.server.dataset.annotated;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Entity;
import dev.assay.server.dataset.annotated.Annotation.Frame;
import dev.assay.server.dataset.annotated.Annotation.Labeled;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Polyline;
import dev.assay.server.dataset.annotated.Annotation.Segment;
import dev.assay.server.dataset.annotated.Annotation.Segmentation;
import dev.assay.server.dataset.annotated.Annotation.Value;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.dataset.annotated.Annotation.VideoClassification;
import dev.assay.server.dataset.annotated.Annotation.VideoEvent;
import dev.assay.server.dataset.annotated.Annotation.VideoObject;
import dev.assay.server.dataset.annotated.Annotation.Votes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes annotations as {@link AnnotationJson} says. */
final class AnnotationWriter {
    private final JsonGenerator json;

    AnnotationWriter(JsonGenerator json) {
        this.json = json;
    }

    void write(Annotation annotation) throws IOException {
        Value value = annotation.value();
        if (value instanceof Classification plain && annotation.sentiment() == null && annotation.votes() == null) {
            json.writeString(plain.label());
            return;
        }
        json.writeStartObject();
        json.writeStringField("is", Kind.of(value).word());
        if (value instanceof Labeled labeled) {
            json.writeStringField("label", labeled.label());
        }
        writeRest(value);
        if (annotation.sentiment() != null) {
            json.writeStringField("sentiment", annotation.sentiment().name());
        }
        if (annotation.votes() != null) {
            write(annotation.votes());
        }
        json.writeEndObject();
    }

    private void writeRest(Value value) throws IOException {
        if (value instanceof Polygon polygon) {
            write(polygon.vertices(), polygon.normalized());
        } else if (value instanceof Polyline line) {
            write(line.vertices(), line.normalized());
        } else if (value instanceof Segmentation segmentation) {
            write(segmentation);
        } else if (value instanceof Entity entity) {
            json.writeNumberField("start", entity.start());
            json.writeNumberField("end", entity.end());
        } else if (value instanceof VideoClassification classification) {
            write(classification.segment());
        } else if (value instanceof VideoEvent event) {
            write(event.segment());
        } else if (value instanceof VideoObject object) {
            write(object);
        }
    }

    /** Vertices as one array of numbers; a double has as many digits as tell it from its neighbours. */
    private void write(List<Vertex> vertices, boolean normalized) throws IOException {
        json.writeBooleanField("normalized", normalized);
        json.writeArrayFieldStart("vertices");
        for (Vertex vertex : vertices) {
            json.writeNumber(vertex.x());
            json.writeNumber(vertex.y());
        }
        json.writeEndArray();
    }

    private void write(Segmentation segmentation) throws IOException {
        json.writeObjectFieldStart("colors");
        for (Map.Entry<String, String> color : new TreeMap<>(segmentation.colors()).entrySet()) {
            json.writeStringField(color.getKey(), color.getValue());
        }
        json.writeEndObject();
        json.writeStringField("mimeType", segmentation.mimeType());
        json.writeBinaryField("picture", segmentation.picture());
    }

    private void write(Segment segment) throws IOException {
        json.writeStringField("from", segment.start().toString());
        json.writeStringField("to", segment.end().toString());
    }

    private void write(VideoObject object) throws IOException {
        if (object.segment() != null) {
            write(object.segment());
        }
        json.writeArrayFieldStart("frames");
        for (Frame frame : object.frames()) {
            json.writeStartObject();
            json.writeStringField("at", frame.offset().toString());
            write(frame.vertices(), frame.normalized());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void write(Votes votes) throws IOException {
        json.writeObjectFieldStart("votes");
        json.writeNumberField("score", votes.score());
        json.writeNumberField("total", votes.total());
        json.writeNumberField("agreeing", votes.agreeing());
        json.writeArrayFieldStart("comments");
        for (String comment : votes.comments()) {
            json.writeString(comment);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** The kinds of values, and the word for each. */
    enum Kind {
        CLASSIFICATION("classification", Classification.class),
        POLYGON("polygon", Polygon.class),
        POLYLINE("polyline", Polyline.class),
        SEGMENTATION("segmentation", Segmentation.class),
        ENTITY("entity", Entity.class),
        VIDEO_CLASSIFICATION("videoClassification", VideoClassification.class),
        VIDEO_EVENT("videoEvent", VideoEvent.class),
        VIDEO_OBJECT("videoObject", VideoObject.class);

        private final String word;
        private final Class<? extends Value> type;

        Kind(String word, Class<? extends Value> type) {
            this.word = word;
            this.type = type;
        }

        String word() {
            return word;
        }

        static Kind of(Value value) {
            for (Kind kind : values()) {
                if (kind.type == value.getClass()) {
                    return kind;
                }
            }
            throw new IllegalStateException("no kind for " + value.getClass());
        }

        static Kind named(String word) throws IOException {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IOException("no kind of annotation: " + word);
        }
    }
}
