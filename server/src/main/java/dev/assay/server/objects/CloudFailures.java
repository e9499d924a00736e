package dev.assay.server.objects;

import com.google.auth.Retryable;
import com.google.cloud.storage.StorageException;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.Failure;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Cloud Storage and the way to it fail with. Messages of the library are not passed on: they hold the address of an
 * upload under way, and whoever has that can write to it.
 */
final class CloudFailures {
    private CloudFailures() {}

    static Failure of(Use use, ObjectUri uri, Exception thrown) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        if (thrown instanceof RuntimeException mistake
                && find(thrown, IOException.class).isEmpty()
                && find(thrown, StorageException.class).isEmpty()) {
            throw mistake;
        }
        int code = find(thrown, StorageException.class)
                .map(StorageException::getCode)
                .orElse(0);
        if (code == 404) {
            return use == Use.READ ? Use.absent(uri) : use.impossible(uri, "Cloud Storage has no such bucket");
        }
        if (code == 401 || code == 403) {
            return use.impossible(uri, "Cloud Storage does not let the server's credentials do it");
        }
        if (find(thrown, Retryable.class)
                .filter(retryable -> !retryable.isRetryable())
                .isPresent()) {
            return use.impossible(uri, "the server's credentials for Cloud Storage are not accepted");
        }
        if (code >= 400 && code < 500 && code != 408 && code != 429) {
            return use.impossible(uri, "Cloud Storage answers " + code);
        }
        String why = code > 0 ? "Cloud Storage answers " + code : "Cloud Storage cannot be reached: " + root(thrown);
        return use.prevented(uri, why, null);
    }

    private static String root(Exception thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }

    private static <T> Optional<T> find(Throwable thrown, Class<T> type) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
