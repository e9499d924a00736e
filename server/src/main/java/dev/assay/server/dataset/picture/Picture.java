package dev.assay.server.dataset.picture;

/**
 * A picture that was looked at.
 *
 * @param mimeType such as {@code image/png}; empty if unknown
 * @param thumbnail PNG or JPEG of at most 256 pixels a side; empty if there is none
 */
public record Picture(String mimeType, byte[] thumbnail) {}
