/**
 * Pictures that others made: what they are, and small ones of big ones.
 *
 * <p>Nothing here trusts what a picture says of itself; a few bytes may claim to be gigabytes. Knows no items. Start at
 * {@link dev.assay.server.dataset.picture.Thumbnails}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.dataset.picture;
