package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.WrongState;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Files of one bucket, {@code b}, in memory or made as they are read. */
final class RememberedFiles implements ObjectFiles {
    private final Map<String, File> files = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile Consumer<ObjectUri> onOpen = uri -> {};

    private record File(long size, Supplier<InputStream> content) {}

    void put(String path, String text) {
        put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    void put(String path, byte[] bytes) {
        put(path, bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    void put(String path, long size, Supplier<InputStream> content) {
        files.put(path, new File(size, content));
    }

    /** What happens whenever a file is opened; what it throws is what opening fails with. */
    void onOpen(Consumer<ObjectUri> event) {
        onOpen = event;
    }

    /** How many files are open. */
    int open() {
        return open.get();
    }

    @Override
    public void requireMapped(String field, ObjectUri uri) {
        if (!uri.bucket().equals("b")) {
            throw InvalidArgument.of(field, "bucket " + uri.bucket() + " is not mapped");
        }
    }

    @Override
    public Content open(ObjectUri uri) {
        Failure unmapped =
                uri.bucket().equals("b") ? null : new WrongState(NOT_MAPPED, uri + " is in no bucket of this server");
        if (unmapped != null) {
            throw unmapped;
        }
        onOpen.accept(uri);
        @Nullable File file = files.get(uri.path());
        if (file == null) {
            throw new NotFound(NOT_FOUND, uri.toString(), uri + " does not exist");
        }
        InputStream stream = new BufferedInputStream(file.content().get());
        open.incrementAndGet();
        return new Content() {
            private boolean closed;

            @Override
            public long size() {
                return file.size();
            }

            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                }
            }
        };
    }

    @Override
    public Draft create(ObjectUri uri, String mimeType) {
        throw new UnsupportedOperationException("nothing is written here");
    }
}
