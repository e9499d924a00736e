package dev.assay.server.dataset.annotated;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.dataset.annotated.Annotation.Entity;
import dev.assay.server.dataset.annotated.Annotation.Frame;
import dev.assay.server.dataset.annotated.Annotation.Polygon;
import dev.assay.server.dataset.annotated.Annotation.Polyline;
import dev.assay.server.dataset.annotated.Annotation.Segment;
import dev.assay.server.dataset.annotated.Annotation.Segmentation;
import dev.assay.server.dataset.annotated.Annotation.Sentiment;
import dev.assay.server.dataset.annotated.Annotation.Value;
import dev.assay.server.dataset.annotated.Annotation.Vertex;
import dev.assay.server.dataset.annotated.Annotation.VideoClassification;
import dev.assay.server.dataset.annotated.Annotation.VideoEvent;
import dev.assay.server.dataset.annotated.Annotation.VideoObject;
import dev.assay.server.dataset.annotated.Annotation.Votes;
import dev.assay.server.dataset.annotated.AnnotationWriter.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link AnnotationWriter} wrote: each method reads one value, from its first token on. */
final class AnnotationReader {
    private final JsonParser json;

    AnnotationReader(JsonParser json) {
        this.json = json;
    }

    /** Reads something, from the token that the parser stands at. */
    interface Reading {
        void read() throws IOException;
    }

    /** Reads an array, from the token after the one that the parser stands at; each element starts at its own token. */
    void elements(Reading element) throws IOException {
        require(json.nextToken() == JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() != null);
            element.read();
        }
    }

    Annotation annotation() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return Annotation.of(new Classification(json.getText()));
        }
        Fields fields = new Fields();
        fields.read();
        return new Annotation(fields.value(), fields.sentiment, fields.votes);
    }

    /** Reads an object whose members a reader picks by name. */
    private void members(Member member) throws IOException {
        require(json.currentToken() == JsonToken.START_OBJECT);
        while (json.nextToken() != JsonToken.END_OBJECT) {
            member.read(json.currentName());
        }
    }

    /** Reads the value of a member, from the token after the one that the parser stands at. */
    private interface Member {
        void read(String name) throws IOException;
    }

    private String text() throws IOException {
        require(json.nextToken() == JsonToken.VALUE_STRING);
        return json.getText();
    }

    private int number() throws IOException {
        json.nextToken();
        return json.getIntValue();
    }

    private Duration duration() throws IOException {
        return Duration.parse(text());
    }

    private List<Vertex> vertices() throws IOException {
        List<Double> numbers = new ArrayList<>();
        elements(() -> numbers.add(json.getDoubleValue()));
        List<Vertex> vertices = new ArrayList<>();
        for (int i = 0; i + 1 < numbers.size(); i += 2) {
            vertices.add(new Vertex(numbers.get(i), numbers.get(i + 1)));
        }
        return vertices;
    }

    private Map<String, String> colors() throws IOException {
        Map<String, String> colors = new HashMap<>();
        json.nextToken();
        members(color -> colors.put(color, text()));
        return colors;
    }

    private static void require(boolean asWritten) throws IOException {
        if (!asWritten) {
            throw new IOException("unexpected token");
        }
    }

    /** The members of one annotation, or of one frame of an object, before it is known what they make. */
    private final class Fields {
        private String is = "";
        private String label = "";
        private List<Vertex> vertices = List.of();
        private boolean normalized;
        private Map<String, String> colors = Map.of();
        private String mimeType = "";
        private byte[] picture = new byte[0];
        private int start;
        private int end;
        private @Nullable Duration from;
        private Duration to = Duration.ZERO;
        private Duration at = Duration.ZERO;
        private List<Frame> frames = List.of();
        private @Nullable Sentiment sentiment;
        private @Nullable Votes votes;

        void read() throws IOException {
            members(this::read);
        }

        private void read(String name) throws IOException {
            switch (name) {
                case "is" -> is = text();
                case "label" -> label = text();
                case "vertices" -> vertices = vertices();
                case "normalized" -> normalized = json.nextBooleanValue();
                case "colors" -> colors = colors();
                case "mimeType" -> mimeType = text();
                case "picture" -> {
                    json.nextToken();
                    picture = json.getBinaryValue();
                }
                case "start" -> start = number();
                case "end" -> end = number();
                case "from" -> from = duration();
                case "to" -> to = duration();
                case "at" -> at = duration();
                case "frames" -> frames = frames();
                case "sentiment" -> sentiment = Sentiment.valueOf(text());
                case "votes" -> votes = votes();
                default -> throw new IOException("unexpected member " + name);
            }
        }

        private List<Frame> frames() throws IOException {
            List<Frame> read = new ArrayList<>();
            elements(() -> {
                Fields frame = new Fields();
                frame.read();
                read.add(new Frame(frame.vertices, frame.normalized, frame.at));
            });
            return read;
        }

        Value value() throws IOException {
            return switch (Kind.named(is)) {
                case CLASSIFICATION -> new Classification(label);
                case POLYGON -> new Polygon(label, vertices, normalized);
                case POLYLINE -> new Polyline(label, vertices, normalized);
                case SEGMENTATION -> new Segmentation(colors, mimeType, picture);
                case ENTITY -> new Entity(label, start, end);
                case VIDEO_CLASSIFICATION -> new VideoClassification(label, required());
                case VIDEO_EVENT -> new VideoEvent(label, required());
                case VIDEO_OBJECT -> new VideoObject(label, segment(), frames);
            };
        }

        private @Nullable Segment segment() {
            return from == null ? null : new Segment(from, to);
        }

        private Segment required() throws IOException {
            Segment segment = segment();
            if (segment == null) {
                throw new IOException("a segment is missing");
            }
            return segment;
        }
    }

    private Votes votes() throws IOException {
        double[] score = new double[1];
        int[] counts = new int[2];
        List<String> comments = new ArrayList<>();
        json.nextToken();
        members(name -> {
            switch (name) {
                case "score" -> {
                    json.nextToken();
                    score[0] = json.getDoubleValue();
                }
                case "total" -> counts[0] = number();
                case "agreeing" -> counts[1] = number();
                case "comments" -> elements(() -> comments.add(json.getText()));
                default -> throw new IOException("unexpected member " + name);
            }
        });
        return new Votes(score[0], counts[0], counts[1], comments);
    }
}
