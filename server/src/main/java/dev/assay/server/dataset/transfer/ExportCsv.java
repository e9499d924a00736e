package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Labeled;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.dataset.annotated.Example;
import dev.assay.server.vocabulary.ResourceKind;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Examples as rows of CSV: which part of a training they are for, which nobody has decided here, then the item and what
 * was said of it. RFC 4180 says how fields are quoted; lines end in a line feed.
 *
 * <p>Of a classification {@code UNASSIGNED,item,label,label…}; of boxes one row each, {@code
 * UNASSIGNED,item,label,left,top,,,right,bottom,,}, the corners as they are kept: parts of the image or pixels. An item
 * without boxes has one row, with nothing after the item. The item is its URI, or its text; an image that was logged
 * inline has no URI and is told by the name of its item.
 */
final class ExportCsv implements ExportLines {
    private static final String UNASSIGNED = "UNASSIGNED";
    private static final String NO_BOX = ",,,,,,,,,";
    private static final Set<AnnotationType> CLASSIFICATIONS = EnumSet.of(
            AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION,
            AnnotationType.TEXT_CLASSIFICATION_ANNOTATION,
            AnnotationType.GENERAL_CLASSIFICATION_ANNOTATION);

    /** Whether what is said in annotations of this kind fits into rows. */
    static boolean canTell(AnnotationType type) {
        return CLASSIFICATIONS.contains(type) || type == AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION;
    }

    @Override
    public @Nullable String of(Example example) {
        String item = item(example);
        if (item == null) {
            return null;
        }
        StringBuilder rows = new StringBuilder();
        if (example.type() == AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION) {
            addBoxes(rows, item, example.annotations());
        } else {
            begin(rows, item);
            example.annotations()
                    .forEach(annotation -> addField(rows.append(','), ((Labeled) annotation.value()).label()));
            rows.append('\n');
        }
        return rows.toString();
    }

    private static void addBoxes(StringBuilder rows, String item, List<Annotation> annotations) {
        if (annotations.isEmpty()) {
            begin(rows, item);
            rows.append(NO_BOX).append('\n');
        }
        for (Annotation annotation : annotations) {
            Polygon box = (Polygon) annotation.value();
            begin(rows, item);
            addField(rows.append(','), box.label());
            addCorner(rows, box, Math::min);
            rows.append(",,");
            addCorner(rows, box, Math::max);
            rows.append(",,").append('\n');
        }
    }

    private static void addCorner(StringBuilder rows, Polygon box, DoubleBinaryOperator choice) {
        add(rows.append(','), box.vertices().stream().mapToDouble(Vertex::x).reduce(choice));
        add(rows.append(','), box.vertices().stream().mapToDouble(Vertex::y).reduce(choice));
    }

    /** Without an exponent, which not all who read CSV take; every digit that tells it from its neighbours is there. */
    private static void add(StringBuilder rows, OptionalDouble coordinate) {
        coordinate.ifPresent(value -> {
            long whole = (long) value;
            rows.append(whole == value ? Long.toString(whole) : new BigDecimal(Double.toString(value)).toPlainString());
        });
    }

    private static void begin(StringBuilder rows, String item) {
        addField(rows.append(UNASSIGNED).append(','), item);
    }

    private static void addField(StringBuilder rows, String field) {
        boolean quoted = false;
        for (int i = 0; i < field.length() && !quoted; i++) {
            char c = field.charAt(i);
            quoted = c == ',' || c == '"' || c == '\n' || c == '\r';
        }
        // Some readers drop white space around fields, and none that is quoted.
        quoted = quoted || !field.strip().equals(field);
        if (quoted) {
            rows.append('"').append(field.replace("\"", "\"\"")).append('"');
        } else {
            rows.append(field);
        }
    }

    private static @Nullable String item(Example example) {
        Payload payload = example.payload();
        if (payload instanceof Text text) {
            return text.content();
        } else if (payload instanceof Image image) {
            return image.uri().isEmpty() ? nameOfItem(example) : image.uri();
        } else if (payload instanceof Video video) {
            return video.uri();
        }
        return null;
    }

    private static String nameOfItem(Example example) {
        return example.name()
                .ancestor(ResourceKind.DATASET)
                .child(ResourceKind.DATA_ITEM, example.name().id())
                .toString();
    }
}
