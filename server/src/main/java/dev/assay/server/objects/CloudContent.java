package dev.assay.server.objects;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.StorageException;
import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.vocabulary.Failure;
import java.io.InputStream;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An object of Cloud Storage that is being read. */
final class CloudContent implements Content {
    private static final Logger log = LoggerFactory.getLogger(CloudContent.class);
    private static final int CHUNK_BYTES = 256 * 1024;

    private final ReadChannel channel;
    private final long size;
    private final ContentStream stream;

    CloudContent(ReadChannel channel, long size, Function<Exception, Failure> failures) {
        this.channel = channel;
        this.size = size;
        channel.setChunkSize(CHUNK_BYTES);
        this.stream = new ContentStream(channel, size, failures);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public void close() {
        stream.close();
        try {
            channel.close();
        } catch (StorageException e) {
            log.debug("cannot close an object that was read", e);
        }
    }
}
