package dev.assay.server.dataset.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CSV file of one column (RFC 4180), from any place where a record begins. A record that cannot be read is
 * passed over and told as such; however long it is, no more of it is held than a cell may have.
 *
 * <p>Records end with a line feed or with carriage return and line feed, lines without any character are none, and a mark
 * of the byte order at the beginning of the file is no part of it.
 */
final class CsvReader {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int END = -1;
    /** The end of a line outside of quotes. */
    private static final int NEWLINE = -2;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private final int maxCellBytes;
    private final String tooLong;
    private final Runnable onRead;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int next;
    private int end;
    private long bytesBefore;
    private long lines;

    private byte[] cell = new byte[0];
    private int length;
    private @Nullable String flaw;

    /**
     * One record.
     *
     * @param line at which it begins, from 1 on
     * @param text its one cell; null if it has a flaw
     * @param flaw why it cannot be read, completing a sentence that begins with its line; null if it can
     */
    record Line(long line, @Nullable String text, @Nullable String flaw) {}

    /**
     * A reader.
     *
     * @param in stands at the mark
     * @param onRead is called now and then, however long a record is
     */
    CsvReader(InputStream in, Mark from, int maxCellBytes, Runnable onRead) {
        this.in = in;
        this.maxCellBytes = maxCellBytes;
        this.tooLong = "is longer than " + maxCellBytes + " bytes";
        this.onRead = onRead;
        this.bytesBefore = from.at();
        this.lines = from.within();
        if (from.at() == 0 && fill() && end >= 3 && Arrays.equals(buffer, 0, 3, BYTE_ORDER_MARK, 0, 3)) {
            next = 3;
        }
    }

    /** The next record; null at the end of the file. */
    @Nullable
    Line next() {
        int first = NEWLINE;
        long line = lines;
        while (first == NEWLINE) {
            line = lines + 1;
            first = readUnquoted();
        }
        if (first == END) {
            return null;
        }
        length = 0;
        flaw = null;
        readCells(first);
        String text = flaw == null ? text() : null;
        return new Line(line, text, flaw);
    }

    /** Where the next record begins. */
    Mark mark() {
        return new Mark(bytesBefore + next, lines);
    }

    private void readCells(int first) {
        int b = first;
        for (boolean kept = true; ; kept = false) {
            if (b == '"') {
                b = readQuoted(kept);
                if (!endsCell(b)) {
                    note("goes on after the quote that closes it; quotes in a quoted text are doubled");
                }
            }
            while (!endsCell(b)) {
                if (kept) {
                    keep(b);
                }
                passPlain(kept, false);
                b = readUnquoted();
            }
            if (b != ',') {
                return;
            }
            note("has more than one column; a text that holds commas is put in quotes");
            b = readUnquoted();
        }
    }

    /** Reads a quoted cell after its first quote; answers what follows the last. */
    private int readQuoted(boolean kept) {
        while (true) {
            int b = read();
            if (b == END) {
                note("opens a quote that is never closed");
                return END;
            }
            if (b == '"' && !follows('"')) {
                return readUnquoted();
            }
            if (b == '"') {
                next++;
            } else if (b == '\n') {
                lines++;
            }
            if (kept) {
                keep(b);
            }
            passPlain(kept, true);
        }
    }

    /** Goes over the bytes at hand that stand for nothing but themselves. */
    private void passPlain(boolean kept, boolean quoted) {
        int from = next;
        int at = from;
        while (at < end && isPlain(buffer[at], quoted)) {
            at++;
        }
        next = at;
        if (kept && hasRoom(at - from)) {
            System.arraycopy(buffer, from, cell, length, at - from);
            length += at - from;
        }
    }

    private static boolean isPlain(byte b, boolean quoted) {
        return b != '\n' && (quoted ? b != '"' : b != ',' && b != '\r');
    }

    private static boolean endsCell(int b) {
        return b == ',' || b == NEWLINE || b == END;
    }

    private void keep(int b) {
        if (hasRoom(1)) {
            cell[length++] = (byte) b;
        }
    }

    private boolean hasRoom(int bytes) {
        if (bytes > maxCellBytes - length) {
            note(tooLong);
            return false;
        }
        if (bytes > cell.length - length) {
            cell = Arrays.copyOf(cell, Math.min(Math.max(2 * cell.length, length + bytes), maxCellBytes));
        }
        return true;
    }

    /** What is wrong first is what is told. */
    private void note(String why) {
        if (flaw == null) {
            flaw = why;
        }
    }

    private @Nullable String text() {
        try {
            return Utf8Text.decode(ByteBuffer.wrap(cell, 0, length));
        } catch (CharacterCodingException e) {
            note(Utf8Text.FLAW);
            return null;
        }
    }

    // --- bytes ----------------------------------------------------------------------------------------------------

    private int readUnquoted() {
        int b = read();
        if (b == '\r' && follows('\n')) {
            b = read();
        }
        if (b == '\n') {
            lines++;
            return NEWLINE;
        }
        return b;
    }

    private boolean follows(char expected) {
        return (next < end || fill()) && buffer[next] == expected;
    }

    private int read() {
        return next < end || fill() ? buffer[next++] & 0xff : END;
    }

    /** Reads on; false at the end of the file. */
    private boolean fill() {
        onRead.run();
        bytesBefore += end;
        next = 0;
        try {
            end = in.readNBytes(buffer, 0, BUFFER_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return end > 0;
    }
}
