package dev.assay.server.objects;

import dev.assay.server.vocabulary.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.function.Function;

/** The bytes of a channel, a bounded number of them ahead, as many in all as were promised. */
final class ContentStream extends InputStream {
    static final int BUFFER_BYTES = 64 * 1024;

    private final ReadableByteChannel from;
    private final Function<Exception, Failure> failures;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long left;
    private boolean closed;

    ContentStream(ReadableByteChannel from, long size, Function<Exception, Failure> failures) {
        this.from = from;
        this.left = size;
        this.failures = failures;
    }

    @Override
    public int read() {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int taken = Math.min(length, buffer.remaining());
        buffer.get(into, offset, taken);
        return taken;
    }

    @Override
    public int available() {
        return buffer.remaining();
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Whether there is a byte to take. */
    private boolean fill() {
        if (closed) {
            throw new IllegalStateException("the stream is closed");
        }
        if (buffer.hasRemaining()) {
            return true;
        }
        if (left == 0) {
            return false;
        }
        buffer.clear().limit((int) Math.min(BUFFER_BYTES, left));
        try {
            int got = from.read(buffer);
            while (got == 0) {
                got = from.read(buffer);
            }
            if (got < 0) {
                // Whoever took the rest for the whole would import half a file.
                throw new IOException("it became shorter while it was read");
            }
            left -= got;
        } catch (IOException | RuntimeException e) {
            throw failures.apply(e);
        } finally {
            buffer.flip();
        }
        return true;
    }
}
