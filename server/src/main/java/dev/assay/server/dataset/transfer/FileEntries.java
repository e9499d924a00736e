package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.WrongState;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The entries of a CSV file. */
final class FileEntries implements ImportSource {
    private final Content content;
    private final CsvReader reader;

    private FileEntries(Content content, CsvReader reader) {
        this.content = content;
        this.reader = reader;
    }

    /**
     * Opens a file.
     *
     * @param from where to go on; null for the beginning
     * @param extent as it was at the beginning
     * @param onRead is called now and then, however long an entry is
     * @throws WrongState if the file has changed since
     */
    static FileEntries open(ObjectFiles files, ObjectUri uri, @Nullable Mark from, long extent, Runnable onRead) {
        Content content = files.open(uri);
        try {
            if (from != null && content.size() != extent) {
                throw new WrongState(
                        "OBJECT_CHANGED",
                        uri + " has " + content.size() + " bytes, and had " + extent + " when its import began");
            }
            Mark mark = from == null ? Mark.START : from;
            content.stream().skipNBytes(mark.at());
            return new FileEntries(content, new CsvReader(content.stream(), mark, ItemReader.MAX_TEXT_BYTES, onRead));
        } catch (IOException e) {
            content.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            content.close();
            throw e;
        }
    }

    @Override
    public @Nullable Entry next() {
        CsvReader.Line line = reader.next();
        if (line == null) {
            return null;
        }
        String place = "line " + line.line();
        return line.text() != null
                ? new Entry.Written(place, line.text())
                : new Entry.Flawed(place, String.valueOf(line.flaw()));
    }

    @Override
    public Mark mark() {
        return reader.mark();
    }

    @Override
    public long extent() {
        return content.size();
    }

    @Override
    public void close() {
        content.close();
    }
}
