/**
 * Files that clients name: {@code gs://bucket/path} and nothing else. The room {@code objects} keeps them, in folders or
 * in Cloud Storage.
 *
 * <p>Knows no dataset, and nothing of where a bucket is. Start at {@link dev.assay.server.dataset.files.ObjectFiles}.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.dataset.files;
