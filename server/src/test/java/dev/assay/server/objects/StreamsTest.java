package dev.assay.server.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.vocabulary.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much the streams of files hold, and what becomes of trouble in the channel below. */
class StreamsTest {
    private static final long TERABYTE = 1L << 40;

    @Test
    void reading_asksForNoMoreThanItsBuffer_whateverTheReaderTakes() {
        Source source = new Source();
        ContentStream stream = new ContentStream(source, TERABYTE, StreamsTest::trouble);
        byte[] large = new byte[10_000_000];
        long taken = 0;

        while (taken < 100_000_000) {
            taken += stream.read(large, 0, large.length);
            assertThat(source.given - taken).as("bytes read ahead").isLessThan(ContentStream.BUFFER_BYTES);
        }

        assertThat(source.asked).allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(ContentStream.BUFFER_BYTES));
    }

    @Test
    void writing_passesEverythingOn_inBuffersOfOneSize() {
        Sink sink = new Sink(Long.MAX_VALUE);
        DraftStream stream = new DraftStream(sink, StreamsTest::trouble);
        byte[] large = new byte[10_000_000];

        for (int i = 0; i < 10; i++) {
            stream.write(large, 0, large.length);
            stream.write(7);
            assertThat((i + 1) * 10_000_001L - sink.taken).as("bytes kept back").isLessThan(DraftStream.BUFFER_BYTES);
        }
        stream.finish();

        assertThat(sink.taken).isEqualTo(100_000_010);
        assertThat(sink.offered).allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(DraftStream.BUFFER_BYTES));
    }

    @Test
    void writing_endsWithTheFirstTrouble() {
        Sink sink = new Sink(200_000);
        DraftStream stream = new DraftStream(sink, StreamsTest::trouble);

        assertThatThrownBy(() -> stream.write(new byte[1_000_000], 0, 1_000_000))
                .isInstanceOf(Unavailable.class)
                .hasMessage("no space left");
        sink.room = Long.MAX_VALUE;
        assertThatThrownBy(() -> stream.write(1)).hasMessage("no space left");
        assertThatThrownBy(stream::finish).hasMessage("no space left");

        assertThat(sink.taken).isEqualTo(200_000);
    }

    @Test
    void reading_failsAsTheChannelDoes() {
        Source source = new Source();
        ContentStream stream = new ContentStream(source, TERABYTE, StreamsTest::trouble);
        assertThat(stream.read()).isEqualTo(1);
        byte[] rest = new byte[ContentStream.BUFFER_BYTES];
        int ahead = stream.read(rest, 0, rest.length);
        source.broken = true;

        assertThat(ahead).isPositive();
        assertThatThrownBy(stream::read).isInstanceOf(Unavailable.class).hasMessage("the disk is gone");
    }

    private static Unavailable trouble(Exception e) {
        return new Unavailable(String.valueOf(e.getMessage()), e);
    }

    /** Gives ones without end, by bits of different size and sometimes none. */
    private static final class Source implements ReadableByteChannel {
        private final List<Integer> asked = new ArrayList<>();
        private long given;
        private boolean broken;

        @Override
        public int read(ByteBuffer into) throws IOException {
            if (broken) {
                throw new IOException("the disk is gone");
            }
            asked.add(into.remaining());
            int count = Math.min(into.remaining(), asked.size() * 1_000 % 50_000);
            for (int i = 0; i < count; i++) {
                into.put((byte) 1);
            }
            given += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Takes bytes by bits of different size until there is no room. */
    private static final class Sink implements WritableByteChannel {
        private final List<Integer> offered = new ArrayList<>();
        private long room;
        private long taken;

        Sink(long room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            offered.add(from.remaining());
            int count = (int) Math.min(Math.min(from.remaining(), offered.size() * 1_000 % 50_000), room);
            if (room == 0) {
                throw new IOException("no space left");
            }
            from.position(from.position() + count);
            room -= count;
            taken += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
