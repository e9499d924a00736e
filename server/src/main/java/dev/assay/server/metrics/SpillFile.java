package dev.assay.server.metrics;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Sorted runs of pairs, one after the other in one temporary file. One file, read at offsets, needs one file
 * descriptor however many runs there are, and so lets all of them be merged in a single pass.
 */
final class SpillFile implements AutoCloseable {
    /** Shared among all runs while merging. */
    private static final int READ_BYTES = 16 << 20;

    private static final int FEWEST_PAIRS_PER_READ = 64;
    private static final int MOST_PAIRS_PER_READ = 16_384;

    private final FileChannel channel;
    private final ByteBuffer writeBuffer =
            ByteBuffer.allocateDirect(PairBuffer.BYTES_PER_PAIR * FEWEST_PAIRS_PER_READ * 64);
    private final List<Long> runStarts = new ArrayList<>();
    private long end;

    SpillFile(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "scored-pairs-", ".spill");
        channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Appends a run, sorted already. */
    void append(PairBuffer run) throws IOException {
        runStarts.add(end);
        for (int i = 0; i < run.size(); i++) {
            if (writeBuffer.remaining() < PairBuffer.BYTES_PER_PAIR) {
                flush();
            }
            run.write(i, writeBuffer);
        }
        flush();
    }

    /** Opens every run, in the order they were appended. */
    List<PairCursor> cursors() {
        int share = READ_BYTES / Math.max(1, runStarts.size()) / PairBuffer.BYTES_PER_PAIR;
        int pairsPerRead = Math.min(MOST_PAIRS_PER_READ, Math.max(FEWEST_PAIRS_PER_READ, share));
        List<PairCursor> cursors = new ArrayList<>();
        for (int run = 0; run < runStarts.size(); run++) {
            long stop = run + 1 < runStarts.size() ? runStarts.get(run + 1) : end;
            cursors.add(new Cursor(runStarts.get(run), stop, pairsPerRead));
        }
        return cursors;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void flush() throws IOException {
        writeBuffer.flip();
        while (writeBuffer.hasRemaining()) {
            end += channel.write(writeBuffer, end);
        }
        writeBuffer.clear();
    }

    private final class Cursor implements PairCursor {
        private final ByteBuffer buffer;
        private final long stop;
        private long position;
        private long key;
        private int tag;
        private long item;

        Cursor(long start, long stop, int pairsPerRead) {
            this.position = start;
            this.stop = stop;
            this.buffer = ByteBuffer.allocate(PairBuffer.BYTES_PER_PAIR * pairsPerRead);
            buffer.limit(0);
        }

        @Override
        public boolean advance() throws IOException {
            if (!buffer.hasRemaining()) {
                if (position == stop) {
                    return false;
                }
                fill();
            }
            key = buffer.getLong();
            tag = buffer.getInt();
            item = buffer.getLong();
            return true;
        }

        @Override
        public long key() {
            return key;
        }

        @Override
        public int tag() {
            return tag;
        }

        @Override
        public long item() {
            return item;
        }

        private void fill() throws IOException {
            buffer.clear().limit((int) Math.min(buffer.capacity(), stop - position));
            while (buffer.hasRemaining()) {
                int read = channel.read(buffer, position);
                if (read < 0) {
                    throw new EOFException("a spill file ended before its last pair");
                }
                position += read;
            }
            buffer.flip();
        }
    }
}
