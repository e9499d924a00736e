package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.DataItem.Image;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItem.Video;
import dev.assay.server.dataset.Dataset.DataType;
import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.dataset.picture.Picture;
import dev.assay.server.dataset.picture.Thumbnails;
import dev.assay.server.dataset.picture.UnreadablePicture;
import dev.assay.server.vocabulary.InvalidArgument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Makes items of entries, reading the files that they name. */
final class ItemReader {
    static final int MAX_TEXT_BYTES = 100 << 10;
    private static final int MAX_IMAGE_BYTES = 30 << 20;
    private static final String REFERENCE = "gs://";
    private static final String MP4 = "video/mp4";
    /** The size of the first box of a video and its type. */
    private static final int VIDEO_START_BYTES = 8;

    private final DataType type;
    private final ObjectFiles files;

    /** A reader of images, texts or videos. */
    ItemReader(DataType type, ObjectFiles files) {
        this.type = type;
        this.files = files;
    }

    /**
     * The item of an entry.
     *
     * @throws UnusableEntry if there is none
     * @throws dev.assay.server.vocabulary.Failure as {@link ObjectFiles} has it, if a file cannot be read
     */
    Payload read(Entry entry) throws UnusableEntry {
        if (entry instanceof Entry.Flawed flawed) {
            throw new UnusableEntry(flawed.why());
        } else if (entry instanceof Entry.Inline inline) {
            return image("", picture("", inline.bytes()));
        }
        String text = ((Entry.Written) entry).text();
        return switch (type) {
            case TEXT -> new Text(text.startsWith(REFERENCE) ? textOf(uri(text)) : requireShort(text));
            case IMAGE -> imageOf(uri(text));
            case VIDEO -> videoOf(uri(text));
            case GENERAL_DATA -> throw new IllegalStateException("general data is not imported");
        };
    }

    private static ObjectUri uri(String text) throws UnusableEntry {
        try {
            return ObjectUri.parse("", text);
        } catch (InvalidArgument invalid) {
            throw new UnusableEntry(invalid.violations().get(0).description());
        }
    }

    private static String requireShort(String text) throws UnusableEntry {
        int bytes = new Text(text).weight();
        if (bytes > MAX_TEXT_BYTES) {
            throw new UnusableEntry("has " + bytes + " bytes; a text has at most " + MAX_TEXT_BYTES);
        }
        return text;
    }

    private String textOf(ObjectUri uri) throws UnusableEntry {
        byte[] bytes = read(uri, MAX_TEXT_BYTES, "a text");
        try {
            String text = Utf8Text.decode(ByteBuffer.wrap(bytes));
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new UnusableEntry(uri + " " + Utf8Text.FLAW);
        }
    }

    private Image imageOf(ObjectUri uri) throws UnusableEntry {
        return image(uri.toString(), picture(uri + " ", read(uri, MAX_IMAGE_BYTES, "an image")));
    }

    private static Image image(String uri, Picture picture) {
        return new Image(picture.mimeType(), picture.thumbnail(), uri);
    }

    private static Picture picture(String name, byte[] bytes) throws UnusableEntry {
        try {
            return Thumbnails.require(bytes);
        } catch (UnreadablePicture unreadable) {
            throw new UnusableEntry(name + unreadable.getMessage());
        }
    }

    /** A video is only referred to; its first bytes tell whether it is one. */
    private Video videoOf(ObjectUri uri) throws UnusableEntry {
        try (Content content = files.open(uri)) {
            byte[] start = content.stream().readNBytes(VIDEO_START_BYTES);
            if (!new String(start, StandardCharsets.ISO_8859_1).endsWith("ftyp")) {
                throw new UnusableEntry(uri + " is no MP4 video");
            }
            return new Video(MP4, uri.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] read(ObjectUri uri, int maxBytes, String what) throws UnusableEntry {
        try (Content content = files.open(uri)) {
            if (content.size() > maxBytes) {
                throw new UnusableEntry(
                        uri + " has " + content.size() + " bytes; " + what + " has at most " + maxBytes);
            }
            return content.stream().readNBytes(maxBytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
