package dev.assay.server.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.InlineImage;
import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.Dataset.PayloadKeys;
import dev.assay.server.dataset.picture.Picture;
import dev.assay.server.dataset.picture.Thumbnails;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what can be shown of an instance: inline data under one key of the job, a reference under the other. Whatever
 * an instance contains, reading it never fails; what cannot be read is not shown.
 */
final class InstancePayloads {
    private static final Payload NOTHING = new Nothing();

    private final PayloadKeys keys;
    private final Function<byte[], Picture> pictures;

    InstancePayloads(PayloadKeys keys) {
        this(keys, Thumbnails::of);
    }

    /** Shows images as told. */
    private InstancePayloads(PayloadKeys keys, Function<byte[], Picture> pictures) {
        this.keys = keys;
        this.pictures = pictures;
    }

    /**
     * The payloads of the instances of {@code {"instances":[…]}} from an offset on.
     *
     * @return exactly {@code count}; what is not there shows as {@link Nothing}
     */
    List<Payload> read(@Nullable String rawData, int offset, int count) {
        List<Payload> payloads = new ArrayList<>();
        if (rawData != null) {
            try (JsonParser parser = InstanceJson.parser(rawData)) {
                if (InstanceJson.goToInstances(parser)) {
                    readElements(rawData, parser, offset, count, payloads);
                }
            } catch (IOException unreadable) {
                // What was read until here is shown.
            }
        }
        while (payloads.size() < count) {
            payloads.add(NOTHING);
        }
        return payloads;
    }

    /**
     * Where the instances of a text are, begin and end of each, up to the first that cannot be read: with this, those of
     * one row are shown one by one without reading all that lies before each.
     */
    static List<Span> spans(@Nullable String rawData) {
        List<Span> spans = new ArrayList<>();
        if (rawData != null) {
            try (JsonParser parser = InstanceJson.parser(rawData)) {
                boolean found = InstanceJson.goToInstances(parser);
                while (found && parser.nextToken() != JsonToken.END_ARRAY) {
                    int begin = InstanceJson.offset(parser);
                    parser.skipChildren();
                    spans.add(new Span(begin, InstanceJson.end(parser)));
                }
            } catch (IOException unreadable) {
                // What was found until here can be shown.
            }
        }
        return spans;
    }

    /** A part of a text. */
    record Span(int begin, int end) {}

    /** The payload of one instance. */
    Payload read(String rawData, Span instance) {
        String text = rawData.substring(instance.begin(), instance.end());
        try (JsonParser parser = InstanceJson.parser(text)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? payload(text, parser) : NOTHING;
        } catch (IOException unreadable) {
            return NOTHING;
        }
    }

    /** The whole image under the data key of one instance of {@code {"instances":[…]}}; empty if there is none. */
    Optional<InlineImage> inlineImage(@Nullable String rawData, int offset) {
        InstancePayloads whole = new InstancePayloads(keys, InstancePayloads::whole);
        return whole.read(rawData, offset, 1).get(0) instanceof Image image
                        && !image.mimeType().isEmpty()
                        && image.thumbnail().length > 0
                ? Optional.of(new InlineImage(image.mimeType(), image.thumbnail()))
                : Optional.empty();
    }

    /** The picture as its own thumbnail; nothing of bytes that are no picture. */
    private static Picture whole(byte[] bytes) {
        return new Picture(Thumbnails.typeOf(bytes), bytes);
    }

    private void readElements(String text, JsonParser parser, int offset, int count, List<Payload> payloads)
            throws IOException {
        for (int i = 0; payloads.size() < count && parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i >= offset && parser.currentToken() == JsonToken.START_OBJECT) {
                payloads.add(payload(text, parser));
            } else {
                parser.skipChildren();
                if (i >= offset) {
                    payloads.add(NOTHING);
                }
            }
        }
    }

    private Payload payload(String text, JsonParser parser) throws IOException {
        Payload data = null;
        String reference = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_NULL) {
                continue;
            }
            if (key.equals(keys.dataKey()) && data == null) {
                data = inline(text, parser);
            } else if (key.equals(keys.referenceKey()) && value == JsonToken.VALUE_STRING) {
                reference = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        return withReference(data, reference);
    }

    private Payload withReference(@Nullable Payload data, String reference) {
        if (keys.type() == DataType.IMAGE && !reference.isEmpty()) {
            return data instanceof Image image
                    ? new Image(image.mimeType(), image.thumbnail(), reference)
                    : new Image(Thumbnails.mimeTypeOfName(reference), new byte[0], reference);
        }
        if (data != null) {
            return data;
        }
        return reference.isEmpty() ? NOTHING : new Text(reference);
    }

    private Payload inline(String text, JsonParser parser) throws IOException {
        return switch (keys.type()) {
            case IMAGE -> image(parser);
            case TEXT ->
                new Text(
                        parser.currentToken() == JsonToken.VALUE_STRING
                                ? parser.getText()
                                : InstanceJson.valueText(text, parser));
            case GENERAL_DATA -> new Text(InstanceJson.valueText(text, parser));
            case VIDEO -> {
                parser.skipChildren();
                yield NOTHING;
            }
        };
    }

    private Payload image(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return image(parser.getText());
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return NOTHING;
        }
        String binary = InstanceJson.binaryField(parser);
        return binary == null ? NOTHING : image(binary);
    }

    private Payload image(String base64) {
        try {
            Picture picture = pictures.apply(InstanceJson.binary(base64));
            return new Image(picture.mimeType(), picture.thumbnail(), "");
        } catch (IllegalArgumentException notBase64) {
            return new Image("", new byte[0], "");
        }
    }
}
