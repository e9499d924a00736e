package dev.assay.server.objects;

import com.google.cloud.storage.contrib.nio.testing.LocalStorageHelper;
import dev.assay.server.dataset.files.ObjectFiles;
import java.util.Map;

/** Files in Cloud Storage, as the client library's own stand-in remembers them. */
class CloudFilesTest extends ObjectFilesContract {
    @Override
    ObjectFiles open() {
        return new MappedFiles(Map.of(
                BUCKET,
                new CloudBucket("pets-of-many", LocalStorageHelper.getOptions().getService())));
    }

    /** The stand-in takes names of uploads from URLs, and does not decode them. */
    @Override
    boolean canTry(String path) {
        return path.matches("[^%#?]*");
    }
}
