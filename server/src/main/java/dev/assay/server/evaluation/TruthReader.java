package dev.assay.server.evaluation;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads ground truth. It is written by hand and by SQL, so more shapes are understood than of a prediction:
 *
 * <ul>
 *   <li>none yet: no text, blank text, {@code null}, {@code {}}, or null in place of the truth or of its labels
 *   <li>nothing here (multi-label only): {@code []} in place of the labels, of the truth or of all truths
 *   <li>truth: {@code {"predictions": [{"<label key>": …}]}} or only the inner object, labels scalar or array
 * </ul>
 */
final class TruthReader implements ElementReader<Set<String>> {
    private static final String COLUMN = "groundtruth";
    private static final String OUTER_KEY = "predictions";

    private final ImportKeys keys;
    private final Set<String> labels;
    private final boolean multiLabel;

    TruthReader(ImportKeys keys, Set<String> labels, boolean multiLabel) {
        this.keys = keys;
        this.labels = labels;
        this.multiLabel = multiLabel;
    }

    /**
     * Reads the whole column.
     *
     * @param instances how many truths are due
     * @return one entry per instance; the same refusal for all of them if the column as a whole cannot be read or holds
     *     another number of truths
     */
    List<Extracted<Set<String>>> readColumn(@Nullable String text, int instances) {
        List<Extracted<Set<String>>> truths = new ArrayList<>();
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
    public @Nullable Set<String> read(ColumnReader reader, String path) throws IOException, RowRejected {
        if (reader.at(JsonToken.START_ARRAY)) {
            return readNothingHere(reader, path);
        }
        Fields fields = new Fields();
        reader.readObject(path, (key, at) -> readField(fields, reader, key, at));
        return truthOf(fields, reader, path);
    }

    @Override
    public @Nullable Set<String> readNull(ColumnReader reader, String path) {
        return null;
    }

    /** Reads the column's value; leaves the list empty if it says "none yet" for all instances. */
    private void readValue(ColumnReader reader, int instances, List<Extracted<Set<String>>> truths)
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

    private void readOuterOrBare(ColumnReader reader, int instances, List<Extracted<Set<String>>> truths)
            throws IOException, RowRejected {
        Fields bare = new Fields();
        boolean[] outer = new boolean[1];
        reader.readObject("", (key, path) -> {
            if (!key.equals(OUTER_KEY)) {
                readField(bare, reader, key, path);
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
            Set<String> truth = truthOf(bare, reader, "");
            if (truth != null) {
                truths.add(Extracted.of(truth));
            }
        } else if (bare.seen) {
            throw reader.rejected(
                    InvalidReason.DUPLICATE_KEY, keys.label(), "expected the label key inside or outside, found both");
        }
    }

    private void readField(Fields fields, ColumnReader reader, String key, String path)
            throws IOException, RowRejected {
        fields.any = true;
        if (!key.equals(keys.label())) {
            reader.skip();
            return;
        }
        reader.refuseSecond(path, fields.seen);
        fields.seen = true;
        if (!reader.at(JsonToken.VALUE_NULL)) {
            Set<String> found = new LinkedHashSet<>();
            reader.readOneOrMany(path, at -> found.add(readLabelOfSet(reader, at)));
            fields.labels = found;
        }
    }

    private String readLabelOfSet(ColumnReader reader, String path) throws IOException, RowRejected {
        String label = reader.readLabel(path);
        if (!labels.contains(label)) {
            throw reader.rejected(
                    InvalidReason.TRUTH_OUTSIDE_SET,
                    path,
                    "expected a label of the annotation spec set, found " + RowRejected.quote(label));
        }
        return label;
    }

    /** Returns the truth of an object read to its end; null if it says "none yet". */
    private @Nullable Set<String> truthOf(Fields fields, ColumnReader reader, String path) throws RowRejected {
        String labelPath = path.isEmpty() ? keys.label() : path + '.' + keys.label();
        if (fields.labels == null) {
            // An object with something else in it is rather a misspelt key than an absent truth.
            if (fields.any && !fields.seen) {
                throw reader.missing(labelPath);
            }
            return null;
        }
        if (fields.labels.isEmpty()) {
            return nothingHere(reader, labelPath);
        }
        if (!multiLabel && fields.labels.size() > 1) {
            throw reader.rejected(
                    InvalidReason.SEVERAL_TRUTHS,
                    labelPath,
                    "expected one true label on a single-label job, found " + fields.labels.size());
        }
        return fields.labels;
    }

    private Set<String> readNothingHere(ColumnReader reader, String path) throws IOException, RowRejected {
        reader.readArray(path, at -> {
            throw reader.rejected(
                    InvalidReason.WRONG_TYPE, path, "expected an object or an empty array, found a filled array");
        });
        return nothingHere(reader, path);
    }

    private Set<String> nothingHere(ColumnReader reader, String path) throws RowRejected {
        if (!multiLabel) {
            throw reader.rejected(
                    InvalidReason.EMPTY_TRUTH, path, "expected one true label on a single-label job, found none");
        }
        return Set.of();
    }

    /** An object while it is read. */
    private static final class Fields {
        private boolean any;
        private boolean seen;
        private @Nullable Set<String> labels;
    }
}
