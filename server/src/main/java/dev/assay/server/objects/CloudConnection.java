package dev.assay.server.objects;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.HttpStorageOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.StorageRetryStrategy;
import dev.assay.server.objects.ObjectsConfig.CloudAccess;
import dev.assay.server.vocabulary.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

/** How the client of Cloud Storage is made. */
final class CloudConnection {
    private static final int TIMEOUT_MILLIS = 20_000;
    /** No call names the project; the library would search the machine for one, and ask the network. */
    private static final String NO_PROJECT = "none";

    private CloudConnection() {}

    /**
     * Makes a client; whether Cloud Storage answers, its first call shows.
     *
     * @throws Unavailable if there are no credentials to be had
     */
    static Storage open(CloudAccess access) {
        HttpStorageOptions.Builder options = StorageOptions.http()
                .setProjectId(NO_PROJECT)
                .setCredentials(credentials(access))
                // Whatever is called here may be called twice; by itself the library would not begin an upload again.
                .setStorageRetryStrategy(StorageRetryStrategy.getUniformStorageRetryStrategy())
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setConnectTimeout(TIMEOUT_MILLIS)
                        .setReadTimeout(TIMEOUT_MILLIS)
                        .build());
        if (access.endpoint() != null) {
            options.setHost(access.endpoint().toString());
        }
        return options.build().getService();
    }

    private static Credentials credentials(CloudAccess access) {
        if (access.anonymous()) {
            return NoCredentials.getInstance();
        }
        if (access.credentials() == null) {
            try {
                return GoogleCredentials.getApplicationDefault();
            } catch (IOException e) {
                throw new Unavailable("there are no credentials for Cloud Storage (--storage-credentials)", e);
            }
        }
        try (InputStream file = Files.newInputStream(access.credentials())) {
            return GoogleCredentials.fromStream(file);
        } catch (IOException | RuntimeException e) {
            // JSON of any other shape ends in casts that fail; what is wrong may be told with a piece of what is
            // inside.
            throw new Unavailable("the file of --storage-credentials cannot be used", null);
        }
    }
}
