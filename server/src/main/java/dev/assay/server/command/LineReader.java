package dev.assay.server.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines of which none may take more memory than the limit: longer ones come back cut, to be refused. */
final class LineReader {
    /** As much as instance and prediction may hold, and some for what is around them. */
    static final int MAX_CHARS = 9 << 20;

    private final BufferedReader reader;
    private long number;
    private long chars;

    LineReader(Reader reader) {
        this.reader = new BufferedReader(reader, 1 << 16);
    }

    /** The next line without its end; null after the last. A line over the limit is one character too long. */
    @Nullable
    String next() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = reader.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            chars++;
            if (line.length() <= MAX_CHARS) {
                line.append((char) c);
            }
            c = reader.read();
        }
        chars++;
        number++;
        return line.toString();
    }

    /** The number of the line read last, from 1. */
    long number() {
        return number;
    }

    /** How many characters were read so far. */
    long chars() {
        return chars;
    }
}
