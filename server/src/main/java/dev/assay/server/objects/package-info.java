/**
 * Where the files behind {@code gs://bucket/path} are: buckets are mapped to folders or to Cloud Storage by the
 * configuration.
 *
 * <p>Knows nothing of what files hold. Whoever has the name of a file reaches that file and no other: in a folder by
 * walking it link by link (OpenFolder), in Cloud Storage by its client library, which is loaded at the first use. Start
 * at MappedFiles.
 */
@org.jspecify.annotations.NullMarked
package dev.assay.server.objects;
