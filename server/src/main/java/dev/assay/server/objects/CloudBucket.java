package dev.assay.server.objects;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.StorageException;
import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.dataset.files.ObjectUri;
import java.nio.charset.StandardCharsets;

/** A bucket of Cloud Storage. */
final class CloudBucket implements Bucket {
    /** What Cloud Storage takes. */
    private static final int MAX_NAME_BYTES = 1_024;

    private final String bucket;
    private final Storage storage;

    /** @param bucket what Cloud Storage calls it */
    CloudBucket(String bucket, Storage storage) {
        this.bucket = bucket;
        this.storage = storage;
    }

    @Override
    public Content open(ObjectUri uri) {
        if (isTooLong(uri)) {
            throw Use.absent(uri);
        }
        try {
            Blob found = storage.get(
                    BlobId.of(bucket, uri.path()),
                    BlobGetOption.fields(BlobField.SIZE, BlobField.GENERATION, BlobField.CONTENT_ENCODING));
            // Without a size it is no object yet: stand-ins of Cloud Storage show uploads that are under way.
            if (found == null || found.getSize() == null) {
                throw Use.absent(uri);
            }
            String encoding = found.getContentEncoding();
            if (encoding != null && !encoding.isEmpty()) {
                throw Use.READ.impossible(uri, "it is stored with a Content-Encoding, as no file is read here");
            }
            // The identity has the generation: the bytes are those of this size, whatever takes their place.
            ReadChannel channel = storage.reader(found.getBlobId(), BlobSourceOption.shouldReturnRawInputStream(true));
            return new CloudContent(channel, found.getSize(), e -> CloudFailures.of(Use.READ, uri, e));
        } catch (StorageException e) {
            throw CloudFailures.of(Use.READ, uri, e);
        }
    }

    @Override
    public Draft create(ObjectUri uri, String mimeType) {
        if (isTooLong(uri)) {
            throw Use.WRITE.impossible(uri, "its path has more than " + MAX_NAME_BYTES + " bytes");
        }
        try {
            BlobInfo info = BlobInfo.newBuilder(BlobId.of(bucket, uri.path()))
                    .setContentType(mimeType)
                    .build();
            return new CloudDraft(storage.writer(info), e -> CloudFailures.of(Use.WRITE, uri, e));
        } catch (StorageException e) {
            throw CloudFailures.of(Use.WRITE, uri, e);
        }
    }

    private static boolean isTooLong(ObjectUri uri) {
        return uri.path().getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES;
    }
}
