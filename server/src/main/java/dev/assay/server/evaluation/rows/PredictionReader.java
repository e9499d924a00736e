package dev.assay.server.evaluation.rows;

import dev.assay.server.evaluation.rows.ColumnReader.FieldReader;
import dev.assay.server.vocabulary.LabelScore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one prediction: labels and their scores, a pair of scalars or of arrays of equal length. */
final class PredictionReader implements ElementReader<List<LabelScore>> {
    private final ImportKeys keys;

    PredictionReader(ImportKeys keys) {
        this.keys = keys;
    }

    @Override
    public List<LabelScore> read(ColumnReader reader, String path) throws IOException, RowRejected {
        return read(reader, path, (key, at) -> reader.skip());
    }

    /**
     * Reads labels and scores out of an object that may say more.
     *
     * @param others reads each field that is neither
     */
    List<LabelScore> read(ColumnReader reader, String path, FieldReader others) throws IOException, RowRejected {
        Fields fields = new Fields();
        reader.readObject(path, (key, at) -> {
            if (key.equals(keys.label())) {
                reader.refuseSecond(at, fields.labels != null);
                fields.labels = new ArrayList<>();
                readInto(fields.labels, reader, at, reader::readLabel);
            } else if (key.equals(keys.score())) {
                reader.refuseSecond(at, fields.scores != null);
                fields.scores = new ArrayList<>();
                readInto(fields.scores, reader, at, reader::readScore);
            } else {
                others.read(key, at);
            }
        });
        return pair(fields, reader, path);
    }

    private List<LabelScore> pair(Fields fields, ColumnReader reader, String path) throws RowRejected {
        if (fields.labels == null) {
            throw reader.missing(path + '.' + keys.label());
        }
        if (fields.scores == null) {
            throw reader.missing(path + '.' + keys.score());
        }
        if (fields.labels.size() != fields.scores.size()) {
            throw reader.rejected(
                    InvalidReason.UNEQUAL_LENGTHS,
                    path,
                    "expected one score per label, found " + fields.labels.size() + " labels and "
                            + fields.scores.size() + " scores");
        }
        List<LabelScore> predicted = new ArrayList<>(fields.labels.size());
        for (int i = 0; i < fields.labels.size(); i++) {
            predicted.add(new LabelScore(fields.labels.get(i), fields.scores.get(i)));
        }
        return predicted;
    }

    private static <V> void readInto(List<V> values, ColumnReader reader, String path, ScalarReader<V> scalar)
            throws IOException, RowRejected {
        reader.readOneOrMany(path, at -> values.add(scalar.read(at)));
    }

    @FunctionalInterface
    private interface ScalarReader<V> {
        V read(String path) throws IOException, RowRejected;
    }

    /** The two keys may come in either order. */
    private static final class Fields {
        private @Nullable List<String> labels;
        private @Nullable List<Double> scores;
    }
}
