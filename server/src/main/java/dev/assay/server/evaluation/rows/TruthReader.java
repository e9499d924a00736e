package dev.assay.server.evaluation.rows;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads ground truth. It is written by hand and by SQL, so more shapes are understood than of a prediction:
 *
 * <ul>
 *   <li>none yet: no text, blank text, {@code null}, {@code {}}, or null in place of the truth or of its labels
 *   <li>nothing here (several labels, or boxes): {@code []} in place of the labels, of the truth or of all truths
 *   <li>truth: {@code {"predictions": [{"<label key>": …}]}} or only the inner object, its values scalar or array
 * </ul>
 */
abstract class TruthReader<T> implements ElementReader<T> {
    private static final String COLUMN = "groundtruth";
    private static final String OUTER_KEY = "predictions";

    private final String labelKey;

    /**
     * Reads truths in objects with this key.
     *
     * @param labelKey what an object must have that is not empty
     */
    TruthReader(String labelKey) {
        this.labelKey = labelKey;
    }

    /** Begins one object. */
    abstract Fields<T> begin();

    /**
     * The truth "nothing here".
     *
     * @throws RowRejected if something always is
     */
    abstract T nothingHere(ColumnReader reader, String path) throws RowRejected;

    /** An object while it is read. */
    interface Fields<T> {
        /** Reads a field, or leaves the reader where it is and returns false: it is none of a truth. */
        boolean read(ColumnReader reader, String key, String path) throws IOException, RowRejected;

        /**
         * The truth, once the object is read.
         *
         * @param prefix of the paths of its fields
         * @return null if it says "none yet"
         */
        @Nullable
        T finish(ColumnReader reader, String prefix) throws RowRejected;
    }

    /**
     * Reads the whole column.
     *
     * @param instances how many truths are due
     * @return one entry per instance; the same refusal for all of them if the column as a whole cannot be read or holds
     *     another number of truths
     */
    List<Extracted<T>> readColumn(@Nullable String text, int instances) {
        List<Extracted<T>> truths = new ArrayList<>();
        try {
            if (text != null && !text.isBlank()) {
                ColumnReader.read(COLUMN, text, reader -> readValue(reader, instances, truths));
            }
        } catch (RowRejected refusal) {
            return Collections.nCopies(instances, Extracted.refused(refusal));
        }
        return truths.isEmpty() ? Collections.nCopies(instances, Extracted.of(null)) : truths;
    }

    @Override
    public @Nullable T read(ColumnReader reader, String path) throws IOException, RowRejected {
        if (reader.at(JsonToken.START_ARRAY)) {
            return readNothingHere(reader, path);
        }
        Inner inner = new Inner(begin());
        reader.readObject(path, (key, at) -> inner.read(reader, key, at));
        return inner.truth(reader, path + '.');
    }

    @Override
    public @Nullable T readNull(ColumnReader reader, String path) {
        return null;
    }

    /** Reads the column's value; leaves the list empty if it says "none yet" for all instances. */
    private void readValue(ColumnReader reader, int instances, List<Extracted<T>> truths)
            throws IOException, RowRejected {
        if (reader.at(JsonToken.VALUE_NULL)) {
            return;
        }
        if (reader.at(JsonToken.START_ARRAY)) {
            truths.add(Extracted.of(readNothingHere(reader, "")));
        } else {
            readOuterOrBare(reader, instances, truths);
        }
        if (!truths.isEmpty() && truths.size() != instances) {
            throw reader.rejected(
                    InvalidReason.UNEQUAL_LENGTHS,
                    "",
                    "expected one truth per instance, found " + truths.size() + " for " + instances + " instances");
        }
    }

    private void readOuterOrBare(ColumnReader reader, int instances, List<Extracted<T>> truths)
            throws IOException, RowRejected {
        Inner bare = new Inner(begin());
        boolean[] outer = new boolean[1];
        reader.readObject("", (key, path) -> {
            if (!key.equals(OUTER_KEY)) {
                bare.read(reader, key, path);
                return;
            }
            reader.refuseSecond(path, outer[0]);
            outer[0] = true;
            if (!reader.at(JsonToken.VALUE_NULL)) {
                readArray(reader, path, truths);
                if (truths.isEmpty() && instances == 1) {
                    truths.add(Extracted.of(nothingHere(reader, path)));
                } else if (truths.isEmpty()) {
                    throw reader.rejected(
                            InvalidReason.UNEQUAL_LENGTHS,
                            path,
                            "expected one truth per instance, found none for " + instances + " instances");
                }
            }
        });
        if (!outer[0]) {
            T truth = bare.truth(reader, "");
            if (truth != null) {
                truths.add(Extracted.of(truth));
            }
        } else if (bare.known) {
            throw reader.rejected(
                    InvalidReason.DUPLICATE_KEY, labelKey, "expected the truth's keys inside or outside, found both");
        }
    }

    private T readNothingHere(ColumnReader reader, String path) throws IOException, RowRejected {
        reader.readArray(path, at -> {
            throw reader.rejected(
                    InvalidReason.WRONG_TYPE, path, "expected an object or an empty array, found a filled array");
        });
        return nothingHere(reader, path);
    }

    /** One object, and whether it had anything in it. */
    private final class Inner {
        private final Fields<T> fields;
        private boolean any;
        private boolean known;

        Inner(Fields<T> fields) {
            this.fields = fields;
        }

        void read(ColumnReader reader, String key, String path) throws IOException, RowRejected {
            any = true;
            if (fields.read(reader, key, path)) {
                known = true;
            } else {
                reader.skip();
            }
        }

        @Nullable
        T truth(ColumnReader reader, String prefix) throws RowRejected {
            // An object with something else in it is rather a misspelt key than an absent truth.
            if (any && !known) {
                throw reader.missing(prefix + labelKey);
            }
            return fields.finish(reader, prefix);
        }
    }
}
