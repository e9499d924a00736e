package dev.assay.server.dataset.annotated;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing said of one item.
 *
 * @param sentiment of the text, where it was asked for
 * @param votes how people came to it; null if nobody voted
 */
public record Annotation(
        Value value,
        @Nullable Sentiment sentiment,
        @Nullable Votes votes) {

    private static final int ENVELOPE = 40;

    /** What is said and no more: nobody voted, and no sentiment was asked for. */
    public static Annotation of(Value value) {
        return new Annotation(value, null, null);
    }

    /** Bytes that it takes to keep or send this, roughly. */
    public long weight() {
        return ENVELOPE + value.weight() + (votes == null ? 0 : votes.weight());
    }

    /** Whether a text speaks well of its subject. */
    public enum Sentiment {
        NEGATIVE,
        POSITIVE
    }

    /**
     * How people came to an annotation.
     *
     * @param score agreement in [0, 1]
     * @param total how many people answered
     * @param agreeing how many of them said this
     * @param comments what they wrote along
     */
    public record Votes(double score, int total, int agreeing, List<String> comments) {
        public Votes {
            requireFinite(score);
            comments = List.copyOf(comments);
        }

        long weight() {
            return comments.stream().mapToLong(comment -> 8 + comment.length()).sum();
        }
    }

    /** What is said. */
    public sealed interface Value {
        /** The display names of the annotation specs that it uses. */
        List<String> labels();

        /** Bytes that it takes to keep or send this, roughly. */
        default long weight() {
            return labels().stream().mapToLong(String::length).sum();
        }
    }

    /** A value about one label. */
    public sealed interface Labeled extends Value {
        /** The display name of its annotation spec. */
        String label();

        @Override
        default List<String> labels() {
            return List.of(label());
        }
    }

    /** The whole item is of this kind: an image, a text, or general data. */
    public record Classification(String label) implements Labeled {}

    /**
     * A point.
     *
     * @param x pixels from the left, or, where the shape is normalized, parts of the width in [0, 1]
     * @param y pixels from the top, or parts of the height
     */
    public record Vertex(double x, double y) {
        static final int WEIGHT = 24;

        public Vertex {
            requireFinite(x);
            requireFinite(y);
        }
    }

    private static void requireFinite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("must be finite, got " + number);
        }
    }

    /**
     * An area of an image: an upright box, an oriented one, or any polygon; which, says the annotation type of its set.
     *
     * @param vertices corners in order; an upright box has its top-left and its bottom-right one
     * @param normalized whether vertices are parts of the image's size
     */
    public record Polygon(String label, List<Vertex> vertices, boolean normalized) implements Labeled {
        public Polygon {
            vertices = List.copyOf(vertices);
        }

        @Override
        public long weight() {
            return label.length() + (long) Vertex.WEIGHT * vertices.size();
        }
    }

    /** A line through an image; see {@link Polygon}. */
    public record Polyline(String label, List<Vertex> vertices, boolean normalized) implements Labeled {
        public Polyline {
            vertices = List.copyOf(vertices);
        }

        @Override
        public long weight() {
            return label.length() + (long) Vertex.WEIGHT * vertices.size();
        }
    }

    /**
     * A picture that colours an image by label.
     *
     * @param colors label by colour, in hexadecimal red, green and blue, such as {@code ff8000}
     * @param mimeType of the picture
     */
    public record Segmentation(Map<String, String> colors, String mimeType, byte[] picture) implements Value {
        public Segmentation {
            colors = Map.copyOf(colors);
        }

        @Override
        public List<String> labels() {
            return colors.values().stream().distinct().sorted().toList();
        }

        @Override
        public long weight() {
            long names = colors.values().stream().mapToLong(String::length).sum();
            return names + 16L * colors.size() + picture.length;
        }
    }

    /**
     * A span of a text.
     *
     * @param start of its first character, counted from 0 in Unicode code points
     * @param end of the first character after it
     */
    public record Entity(String label, int start, int end) implements Labeled {}

    /** A part of a video, from its beginning on; the end is after the start. */
    public record Segment(Duration start, Duration end) {}

    /** A part of a video is of this kind. */
    public record VideoClassification(String label, Segment segment) implements Labeled {}

    /** Something happens in a part of a video. */
    public record VideoEvent(String label, Segment segment) implements Labeled {}

    /** An object in a video, followed or seen in single frames. */
    public record VideoObject(String label, @Nullable Segment segment, List<Frame> frames) implements Labeled {
        public VideoObject {
            frames = List.copyOf(frames);
        }

        @Override
        public long weight() {
            return label.length()
                    + frames.stream()
                            .mapToLong(frame -> 16 + (long) Vertex.WEIGHT * frame.vertices.size())
                            .sum();
        }
    }

    /** Where an object is at one time; see {@link Polygon}. */
    public record Frame(List<Vertex> vertices, boolean normalized, Duration offset) {
        public Frame {
            vertices = List.copyOf(vertices);
        }
    }
}
