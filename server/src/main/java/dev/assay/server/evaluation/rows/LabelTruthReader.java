package dev.assay.server.evaluation.rows;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the true labels of an item. */
final class LabelTruthReader extends TruthReader<Set<String>> {
    private final String labelKey;
    private final Set<String> labels;
    private final boolean multiLabel;

    LabelTruthReader(ImportKeys keys, Set<String> labels, boolean multiLabel) {
        super(keys.label());
        this.labelKey = keys.label();
        this.labels = Set.copyOf(labels);
        this.multiLabel = multiLabel;
    }

    @Override
    Fields<Set<String>> begin() {
        return new Labels();
    }

    @Override
    Set<String> nothingHere(ColumnReader reader, String path) throws RowRejected {
        if (!multiLabel) {
            throw reader.rejected(
                    InvalidReason.EMPTY_TRUTH, path, "expected one true label on a single-label job, found none");
        }
        return Set.of();
    }

    /** The labels of one object. */
    private final class Labels implements Fields<Set<String>> {
        private boolean seen;
        private @Nullable Set<String> found;

        @Override
        public boolean read(ColumnReader reader, String key, String path) throws IOException, RowRejected {
            if (!key.equals(labelKey)) {
                return false;
            }
            reader.refuseSecond(path, seen);
            seen = true;
            if (!reader.at(JsonToken.VALUE_NULL)) {
                Set<String> read = new LinkedHashSet<>();
                reader.readOneOrMany(path, at -> read.add(reader.readLabelOf(labels, at)));
                found = read;
            }
            return true;
        }

        @Override
        public @Nullable Set<String> finish(ColumnReader reader, String prefix) throws RowRejected {
            if (found == null) {
                return null;
            }
            if (found.isEmpty()) {
                return nothingHere(reader, prefix + labelKey);
            }
            if (!multiLabel && found.size() > 1) {
                throw reader.rejected(
                        InvalidReason.SEVERAL_TRUTHS,
                        prefix + labelKey,
                        "expected one true label on a single-label job, found " + found.size());
            }
            return found;
        }
    }
}
