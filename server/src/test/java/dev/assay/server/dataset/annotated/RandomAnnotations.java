package dev.assay.server.dataset.annotated;

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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Annotations of every kind, drawn at random. */
public final class RandomAnnotations {
    private static final List<String> TEXTS = List.of(
            "", "cat", "a \"quoted\" one", "one,\ntwo\r\n\ttabs", "Ünïcode 𝄞 \u0001", "\\ / '", "{\"is\":1}", "[");

    private final Random random;
    private final Supplier<Double> normalized;
    private final Supplier<Double> pixels;
    private final int fewestVertices;

    /** Drawn from these numbers; coordinates may be any. */
    public RandomAnnotations(Random random) {
        this.random = random;
        this.normalized = this::anyNumber;
        this.pixels = this::anyNumber;
        this.fewestVertices = 0;
    }

    private RandomAnnotations(Random random, Supplier<Double> normalized, Supplier<Double> pixels, int fewestVertices) {
        this.random = random;
        this.normalized = normalized;
        this.pixels = pixels;
        this.fewestVertices = fewestVertices;
    }

    /**
     * Drawn from these numbers, as the compatible contract can say them: vertices are whole pixels, or short decimals, and more
     * than two.
     */
    public static RandomAnnotations asMessagesCanSay(Random random) {
        return new RandomAnnotations(
                random, () -> random.nextInt(100_001) / 100_000.0, () -> (double) random.nextInt(10_000), 3);
    }

    /** Any annotation. */
    public Annotation next() {
        return new Annotation(
                value(),
                random.nextInt(3) > 0 ? null : Sentiment.values()[random.nextInt(Sentiment.values().length)],
                random.nextInt(3) > 0 ? null : votes());
    }

    private Votes votes() {
        return new Votes(
                random.nextFloat(),
                random.nextInt(9),
                random.nextInt(),
                Stream.generate(this::text).limit(random.nextInt(3)).toList());
    }

    private Value value() {
        return switch (random.nextInt(8)) {
            case 0 -> new Classification(text());
            case 1 -> {
                boolean parts = random.nextBoolean();
                yield new Polygon(text(), vertices(parts), parts);
            }
            case 2 -> {
                boolean parts = random.nextBoolean();
                yield new Polyline(text(), vertices(parts), parts);
            }
            case 3 -> {
                Map<String, String> colors = new HashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    colors.put(text() + i, text());
                }
                byte[] picture = new byte[random.nextInt(50)];
                random.nextBytes(picture);
                yield new Segmentation(colors, text(), picture);
            }
            case 4 -> new Entity(text(), random.nextInt(), random.nextInt());
            case 5 -> new VideoClassification(text(), segment());
            case 6 -> new VideoEvent(text(), segment());
            default ->
                new VideoObject(
                        text(),
                        random.nextBoolean() ? null : segment(),
                        Stream.generate(this::frame).limit(random.nextInt(4)).toList());
        };
    }

    private Frame frame() {
        boolean parts = random.nextBoolean();
        return new Frame(vertices(parts), parts, duration());
    }

    private Segment segment() {
        return new Segment(duration(), duration());
    }

    private Duration duration() {
        return Duration.ofSeconds(random.nextInt(100_000), random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000_000));
    }

    private List<Vertex> vertices(boolean parts) {
        Supplier<Double> number = parts ? normalized : pixels;
        return Stream.generate(() -> new Vertex(number.get(), number.get()))
                .limit(fewestVertices + random.nextInt(5))
                .toList();
    }

    private double anyNumber() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(1_000);
            case 1 -> random.nextDouble();
            case 2 -> -0.0;
            default -> {
                double any = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(any) ? any : Double.MIN_VALUE;
            }
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
