package dev.assay.server.dataset;

import dev.assay.server.vocabulary.ResourceName;

/** One thing that a model was asked about, as it can be shown to a person. */
public record DataItem(ResourceName name, Payload payload) {

    /** The content of an item. */
    public sealed interface Payload {
        /** Bytes that it takes to send this, roughly. */
        int weight();
    }

    /**
     * An image.
     *
     * @param mimeType such as {@code image/png}; empty if unknown
     * @param thumbnail PNG or JPEG of at most 256 pixels a side; empty if the image cannot be read
     * @param uri where the whole image is; empty if it was logged inline
     */
    public record Image(String mimeType, byte[] thumbnail, String uri) implements Payload {
        @Override
        public int weight() {
            return thumbnail.length + uri.length();
        }
    }

    /**
     * An image as it was logged inline, whole.
     *
     * @param mimeType such as {@code image/png}, as its first bytes tell
     */
    public record InlineImage(String mimeType, byte[] bytes) {}

    /** A text, or general data as the text of its JSON. */
    public record Text(String content) implements Payload {
        @Override
        public int weight() {
            int bytes = content.length();
            for (int i = 0; i < content.length(); i++) {
                char c = content.charAt(i);
                // Each half of a pair stands for two of the pair's four bytes.
                bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
            return bytes;
        }
    }

    /**
     * A video, by reference.
     *
     * @param mimeType such as {@code video/mp4}
     * @param uri where it is
     */
    public record Video(String mimeType, String uri) implements Payload {
        @Override
        public int weight() {
            return uri.length();
        }
    }

    /** Nothing to show: the instance has no content under the keys of the job, or its row has been purged. */
    public record Nothing() implements Payload {
        @Override
        public int weight() {
            return 0;
        }
    }
}
