package dev.assay.server.evaluation.rows;

import dev.assay.server.metrics.BoundingBox;
import dev.assay.server.metrics.FoundBox;
import dev.assay.server.vocabulary.LabelScore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the boxes that a model found: labels, their scores and their boxes, scalars or arrays of equal length. */
final class BoxPredictionReader implements ElementReader<List<FoundBox>> {
    private final PredictionReader labels;
    private final String boxKey;

    BoxPredictionReader(ImportKeys keys) {
        labels = new PredictionReader(keys);
        boxKey = keys.requiredBox();
    }

    @Override
    public List<FoundBox> read(ColumnReader reader, String path) throws IOException, RowRejected {
        Boxes boxes = new Boxes();
        List<LabelScore> listed = labels.read(reader, path, (key, at) -> boxes.read(reader, key, at));
        if (boxes.found == null) {
            throw reader.missing(path + '.' + boxKey);
        }
        if (boxes.found.size() != listed.size()) {
            throw reader.rejected(
                    InvalidReason.UNEQUAL_LENGTHS,
                    path,
                    "expected one box per label, found " + listed.size() + " labels and " + boxes.found.size()
                            + " boxes");
        }
        List<FoundBox> found = new ArrayList<>(listed.size());
        for (int i = 0; i < listed.size(); i++) {
            LabelScore label = listed.get(i);
            found.add(new FoundBox(label.label(), label.score(), boxes.found.get(i)));
        }
        return found;
    }

    /** The boxes of one prediction; everything else in it is skipped. */
    private final class Boxes {
        private @Nullable List<BoundingBox> found;

        void read(ColumnReader reader, String key, String path) throws IOException, RowRejected {
            if (!key.equals(boxKey)) {
                reader.skip();
                return;
            }
            reader.refuseSecond(path, found != null);
            List<BoundingBox> all = new ArrayList<>();
            reader.readOneOrMany(path, at -> all.add(BoxReader.read(reader, at)));
            found = all;
        }
    }
}
