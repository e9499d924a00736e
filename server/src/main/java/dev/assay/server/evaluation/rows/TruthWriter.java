package dev.assay.server.evaluation.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.dataset.annotated.AnnotationType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes ground truth as {@link TruthReader} understands it. */
public abstract sealed class TruthWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    final String labelKey;

    private TruthWriter(ImportKeys keys) {
        this.labelKey = keys.label();
    }

    /**
     * For the rows of one job.
     *
     * @param annotationType name of the compatible contract's AnnotationType
     * @param multiLabel whether an item may have any number of labels, none among them
     */
    public static TruthWriter of(ImportKeys keys, String annotationType, boolean multiLabel) {
        return AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION.name().equals(annotationType)
                ? new OfBoxes(keys)
                : new OfLabels(keys, multiLabel);
    }

    /** Whether just this can be true of an item. */
    public abstract boolean canBeTrue(List<Annotation> annotations);

    /** Writes the fields of what is true of one item. */
    abstract void writeFields(JsonGenerator json, List<Annotation> annotations) throws IOException;

    /**
     * The ground truth of a row.
     *
     * @param instances what is true of each instance of the row, in order; null where it is not known
     */
    public String write(List<@Nullable List<Annotation>> instances) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeArrayFieldStart("predictions");
            for (List<Annotation> annotations : instances) {
                if (annotations == null) {
                    json.writeNull();
                } else {
                    json.writeStartObject();
                    writeFields(json, annotations);
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to a string cannot fail", e);
        }
        return text.toString();
    }

    private static final class OfLabels extends TruthWriter {
        private final boolean multiLabel;

        OfLabels(ImportKeys keys, boolean multiLabel) {
            super(keys);
            this.multiLabel = multiLabel;
        }

        @Override
        public boolean canBeTrue(List<Annotation> annotations) {
            return multiLabel || labels(annotations).size() == 1;
        }

        @Override
        void writeFields(JsonGenerator json, List<Annotation> annotations) throws IOException {
            List<String> labels = labels(annotations);
            if (multiLabel) {
                json.writeArrayFieldStart(labelKey);
                for (String label : labels) {
                    json.writeString(label);
                }
                json.writeEndArray();
            } else {
                json.writeStringField(labelKey, labels.get(0));
            }
        }

        private static List<String> labels(List<Annotation> annotations) {
            return annotations.stream()
                    .flatMap(annotation -> annotation.value().labels().stream())
                    .distinct()
                    .toList();
        }
    }

    /** Boxes are written in the unit they were drawn in, so that all of an item must be in one. */
    private static final class OfBoxes extends TruthWriter {
        private final String boxKey;

        OfBoxes(ImportKeys keys) {
            super(keys);
            this.boxKey = keys.requiredBox();
        }

        @Override
        public boolean canBeTrue(List<Annotation> annotations) {
            List<Polygon> boxes = boxes(annotations);
            return boxes.stream().map(Polygon::normalized).distinct().count() <= 1
                    && boxes.stream().noneMatch(box -> box.vertices().isEmpty());
        }

        @Override
        void writeFields(JsonGenerator json, List<Annotation> annotations) throws IOException {
            List<Polygon> boxes = boxes(annotations);
            json.writeArrayFieldStart(labelKey);
            for (Polygon box : boxes) {
                json.writeString(box.label());
            }
            json.writeEndArray();
            json.writeArrayFieldStart(boxKey);
            for (Polygon box : boxes) {
                List<Double> x = box.vertices().stream().map(Vertex::x).sorted().toList();
                List<Double> y = box.vertices().stream().map(Vertex::y).sorted().toList();
                json.writeStartObject();
                json.writeNumberField("x_min", x.get(0));
                json.writeNumberField("y_min", y.get(0));
                json.writeNumberField("x_max", x.get(x.size() - 1));
                json.writeNumberField("y_max", y.get(y.size() - 1));
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        private static List<Polygon> boxes(List<Annotation> annotations) {
            return annotations.stream()
                    .map(annotation -> (Polygon) annotation.value())
                    .toList();
        }
    }
}
