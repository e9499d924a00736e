package dev.assay.server.objects;

import dev.assay.server.vocabulary.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bytes for a channel, a bounded number of them kept back. After one failure there is nothing but that failure: nobody
 * knows how much of the last bytes went through.
 */
final class DraftStream extends OutputStream {
    static final int BUFFER_BYTES = 64 * 1024;

    private final WritableByteChannel to;
    private final Function<Exception, Failure> failures;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private @Nullable Failure failure;
    private boolean closed;

    DraftStream(WritableByteChannel to, Function<Exception, Failure> failures) {
        this.to = to;
        this.failures = failures;
    }

    @Override
    public void write(int value) {
        requireOpen();
        buffer.put((byte) value);
        if (!buffer.hasRemaining()) {
            drain();
        }
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, from.length);
        requireOpen();
        int done = 0;
        while (done < length) {
            int taken = Math.min(length - done, buffer.remaining());
            buffer.put(from, offset + done, taken);
            done += taken;
            if (!buffer.hasRemaining()) {
                drain();
            }
        }
    }

    @Override
    public void close() {
        if (!closed && failure == null) {
            drain();
        }
        closed = true;
    }

    /** Ends the writing: every byte is in the channel when this returns. */
    void finish() {
        close();
        if (failure != null) {
            throw failure;
        }
    }

    /** Ends the writing without sending what was kept back. */
    void abandon() {
        closed = true;
    }

    private void drain() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
        } catch (IOException | RuntimeException e) {
            failure = failures.apply(e);
            throw failure;
        } finally {
            buffer.clear();
        }
    }

    private void requireOpen() {
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new IllegalStateException("the stream is closed");
        }
    }
}
