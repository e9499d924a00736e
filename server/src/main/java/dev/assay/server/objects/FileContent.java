package dev.assay.server.objects;

import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.vocabulary.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of a folder that is being read. What takes its place meanwhile is another file. */
final class FileContent implements Content {
    private static final Logger log = LoggerFactory.getLogger(FileContent.class);

    private final FileChannel channel;
    private final long size;
    private final ContentStream stream;

    FileContent(FileChannel channel, Function<Exception, Failure> failures) throws IOException {
        this.channel = channel;
        this.size = channel.size();
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
        } catch (IOException e) {
            log.warn("cannot close a file that was read", e);
        }
    }
}
