package dev.assay.server.objects;

import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.objects.ObjectsConfig.CloudAccess;
import dev.assay.server.objects.ObjectsConfig.Folder;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One bucket, {@code bucket}, that is a folder; what happens while a file is at work can be scripted. */
public final class ObservedFiles implements ObjectFiles {
    private final ObjectFiles files;
    private final AtomicReference<@Nullable Runnable> meanwhile = new AtomicReference<>();

    public ObservedFiles(Path folder) {
        files = new MappedFiles(
                new ObjectsConfig(Map.of("bucket", new Folder(folder)), new CloudAccess(null, null, true)));
    }

    /** Does this once, when a file has been opened or begun and before anything is read or written. */
    public void meanwhile(Runnable event) {
        meanwhile.set(event);
    }

    @Override
    public void requireMapped(String field, ObjectUri uri) {
        files.requireMapped(field, uri);
    }

    @Override
    public Content open(ObjectUri uri) {
        Content content = files.open(uri);
        happens(content);
        return content;
    }

    @Override
    public Draft create(ObjectUri uri, String mimeType) {
        Draft draft = files.create(uri, mimeType);
        happens(draft);
        return draft;
    }

    private void happens(AutoCloseable file) {
        Runnable event = meanwhile.getAndSet(null);
        if (event == null) {
            return;
        }
        try {
            event.run();
        } catch (RuntimeException e) {
            close(file);
            throw e;
        }
    }

    private static void close(AutoCloseable file) {
        try {
            file.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
