package dev.assay.server.evaluation.rows;

import com.fasterxml.jackson.core.JsonToken;
import dev.assay.server.metrics.BoundingBox;
import dev.assay.server.metrics.TrueBox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the true boxes of an image: labels, and boxes beside them. */
final class BoxTruthReader extends TruthReader<List<TrueBox>> {
    private final String labelKey;
    private final String boxKey;
    private final Set<String> labels;

    BoxTruthReader(ImportKeys keys, Set<String> labels) {
        super(keys.label());
        this.labelKey = keys.label();
        this.boxKey = keys.requiredBox();
        this.labels = Set.copyOf(labels);
    }

    @Override
    Fields<List<TrueBox>> begin() {
        return new Boxes();
    }

    @Override
    List<TrueBox> nothingHere(ColumnReader reader, String path) {
        return List.of();
    }

    /** The boxes of one object. The two keys may come in either order. */
    private final class Boxes implements Fields<List<TrueBox>> {
        private boolean labelsSeen;
        private boolean boxesSeen;
        private @Nullable List<String> foundLabels;
        private @Nullable List<BoundingBox> foundBoxes;

        @Override
        public boolean read(ColumnReader reader, String key, String path) throws IOException, RowRejected {
            if (key.equals(labelKey)) {
                reader.refuseSecond(path, labelsSeen);
                labelsSeen = true;
                foundLabels = readAll(reader, path, at -> reader.readLabelOf(labels, at));
                return true;
            }
            if (key.equals(boxKey)) {
                reader.refuseSecond(path, boxesSeen);
                boxesSeen = true;
                foundBoxes = readAll(reader, path, at -> BoxReader.read(reader, at));
                return true;
            }
            return false;
        }

        @Override
        public @Nullable List<TrueBox> finish(ColumnReader reader, String prefix) throws RowRejected {
            if (foundLabels == null && foundBoxes == null) {
                return null;
            }
            List<String> names = foundLabels == null ? List.of() : foundLabels;
            List<BoundingBox> boxes = foundBoxes == null ? List.of() : foundBoxes;
            if (foundLabels == null && !boxes.isEmpty()) {
                throw reader.missing(prefix + labelKey);
            }
            if (foundBoxes == null && !names.isEmpty()) {
                throw reader.missing(prefix + boxKey);
            }
            if (names.size() != boxes.size()) {
                throw reader.rejected(
                        InvalidReason.UNEQUAL_LENGTHS,
                        prefix + boxKey,
                        "expected one box per label, found " + names.size() + " labels and " + boxes.size() + " boxes");
            }
            List<TrueBox> truth = new ArrayList<>(names.size());
            for (int i = 0; i < names.size(); i++) {
                truth.add(new TrueBox(names.get(i), boxes.get(i)));
            }
            return truth;
        }
    }

    /** Returns null for null, which says nothing. */
    private static <V> @Nullable List<V> readAll(ColumnReader reader, String path, OneReader<V> one)
            throws IOException, RowRejected {
        if (reader.at(JsonToken.VALUE_NULL)) {
            return null;
        }
        List<V> all = new ArrayList<>();
        reader.readOneOrMany(path, at -> all.add(one.read(at)));
        return all;
    }

    @FunctionalInterface
    private interface OneReader<V> {
        V read(String path) throws IOException, RowRejected;
    }
}
