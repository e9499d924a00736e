package dev.assay.server.objects;

import com.google.cloud.WriteChannel;
import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.vocabulary.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;

/**
 * An object of Cloud Storage that is being written, in one resumable upload. An upload that is not closed makes no
 * object, and Cloud Storage forgets it after a week.
 */
final class CloudDraft implements Draft {
    /** A request each. */
    private static final int CHUNK_BYTES = 8 * 1024 * 1024;

    private final WriteChannel channel;
    private final Function<Exception, Failure> failures;
    private final DraftStream stream;
    private boolean ended;

    CloudDraft(WriteChannel channel, Function<Exception, Failure> failures) {
        this.channel = channel;
        this.failures = failures;
        channel.setChunkSize(CHUNK_BYTES);
        this.stream = new DraftStream(channel, failures);
    }

    @Override
    public OutputStream stream() {
        return stream;
    }

    @Override
    public void commit() {
        if (ended) {
            throw new IllegalStateException("the draft has ended");
        }
        stream.finish();
        ended = true;
        try {
            channel.close();
        } catch (IOException | RuntimeException e) {
            throw failures.apply(e);
        }
    }

    @Override
    public void close() {
        stream.abandon();
        ended = true;
    }
}
