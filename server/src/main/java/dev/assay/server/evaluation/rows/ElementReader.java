package dev.assay.server.evaluation.rows;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what one column says about one instance; the three columns differ only in this. */
interface ElementReader<T> {
    /**
     * Reads the value at the current token, up to its last token.
     *
     * @return null if the value says nothing
     * @throws RowRejected if it cannot be used; the other instances of the row still can
     */
    @Nullable
    T read(ColumnReader reader, String path) throws IOException, RowRejected;

    /**
     * Reads the outer object of a request or response body, such as {@code {"predictions": [ … ]}}. Its other keys are
     * not looked at.
     *
     * @param outerKey the key of the array
     * @return one entry per element of the array
     * @throws RowRejected if the body as a whole cannot be read
     */
    default List<Extracted<T>> readBody(String column, String outerKey, @Nullable String text) throws RowRejected {
        List<Extracted<T>> elements = new ArrayList<>();
        ColumnReader.read(column, text, reader -> {
            boolean[] seen = new boolean[1];
            reader.readObject("", (key, path) -> {
                if (key.equals(outerKey)) {
                    reader.refuseSecond(path, seen[0]);
                    seen[0] = true;
                    readArray(reader, path, elements);
                } else {
                    reader.skip();
                }
            });
            if (!seen[0]) {
                throw reader.missing(outerKey);
            }
        });
        return elements;
    }

    /** Reads an array of elements, each on its own: a bad one is noted and the next one read. */
    default void readArray(ColumnReader reader, String path, List<Extracted<T>> elements)
            throws IOException, RowRejected {
        reader.readArray(path, at -> elements.add(readAlone(reader, at)));
    }

    /** Reads one element; after a refusal the reader stands at the element's end all the same. */
    default Extracted<T> readAlone(ColumnReader reader, String path) throws IOException {
        int depth = reader.depthAround();
        try {
            return Extracted.of(reader.at(JsonToken.VALUE_NULL) ? readNull(reader, path) : read(reader, path));
        } catch (RowRejected refusal) {
            reader.leaveTo(depth);
            return Extracted.refused(refusal);
        }
    }

    /** Reads a JSON null in the element's place, a mistake unless told otherwise. */
    default @Nullable T readNull(ColumnReader reader, String path) throws IOException, RowRejected {
        throw reader.wrongType(path, "an object");
    }
}
