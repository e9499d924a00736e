package dev.assay.server.objects;

import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.objects.ObjectsConfig.CloudPlace;
import dev.assay.server.objects.ObjectsConfig.Folder;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;

/** The files of all buckets that the configuration maps. */
final class MappedFiles implements ObjectFiles {
    private final Map<String, Bucket> buckets;

    @Inject
    MappedFiles(ObjectsConfig config) {
        this(buckets(config));
    }

    MappedFiles(Map<String, Bucket> buckets) {
        this.buckets = Map.copyOf(buckets);
    }

    @Override
    public void requireMapped(String field, ObjectUri uri) {
        if (!buckets.containsKey(uri.bucket())) {
            throw InvalidArgument.of(
                    field,
                    "must name a bucket that this server maps (--bucket), and it maps none of the name "
                            + Shown.value(uri.bucket()));
        }
    }

    @Override
    public Content open(ObjectUri uri) {
        requireFile(uri);
        return bucket(uri).open(uri);
    }

    @Override
    public Draft create(ObjectUri uri, String mimeType) {
        requireFile(uri);
        return bucket(uri).create(uri, mimeType);
    }

    private static Map<String, Bucket> buckets(ObjectsConfig config) {
        Map<String, Bucket> buckets = new HashMap<>();
        config.buckets().forEach((name, place) -> {
            if (place instanceof Folder folder) {
                buckets.put(name, new FolderBucket(folder.path(), OpenFolder::at));
            } else if (place instanceof CloudPlace there) {
                buckets.put(
                        name,
                        new LateBucket(() -> new CloudBucket(there.bucket(), CloudConnection.open(config.cloud()))));
            }
        });
        return buckets;
    }

    private Bucket bucket(ObjectUri uri) {
        Bucket bucket = buckets.get(uri.bucket());
        if (bucket == null) {
            throw new WrongState(
                    NOT_MAPPED, "this server maps no bucket of the name " + Shown.value(uri.bucket()) + " (--bucket)");
        }
        return bucket;
    }

    private static void requireFile(ObjectUri uri) {
        if (uri.isFolder()) {
            throw new IllegalArgumentException(uri + " names no file");
        }
    }
}
