package dev.assay.server.store;

import dev.assay.server.sampling.SampleTableStore.Applied;
import dev.assay.server.sampling.SampleTableStore.NewRow;
import dev.assay.server.sampling.SampleTableStore.Origin;
import dev.assay.server.sampling.SampleTableStore.RowTruth;
import dev.assay.server.sampling.Truth;
import dev.assay.server.vocabulary.ResourceName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Row by row: the engine is in this process, so a statement costs no way to anywhere. */
final class SqliteSampleRows implements SampleRows {
    @Override
    public BitSet insert(Handle handle, String table, Origin origin, List<NewRow> rows) {
        String sql = "INSERT INTO " + table + """
                 (model, model_version, time, raw_data, raw_prediction, groundtruth, prediction_id,
                  sampling_probability, evaluation_job, evaluation_interval)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (evaluation_job, prediction_id) DO NOTHING""";
        return Jdbc.with(handle, sql, statement -> {
            for (NewRow row : rows) {
                bind(statement, origin, row);
                statement.addBatch();
            }
            return Jdbc.changed(statement.executeBatch());
        });
    }

    private static void bind(PreparedStatement statement, Origin origin, NewRow row) throws SQLException {
        statement.setString(1, origin.modelVersion().ids().get(1));
        statement.setString(2, origin.modelVersion().id());
        statement.setString(3, TimeText.of(row.time()));
        statement.setString(4, row.rawData());
        statement.setString(5, row.rawPrediction());
        statement.setString(6, row.groundTruth());
        statement.setString(7, row.predictionId());
        statement.setDouble(8, origin.samplingProbability());
        statement.setString(9, origin.job().toString());
        statement.setLong(10, origin.interval());
    }

    @Override
    public Applied setTruth(Handle handle, String table, ResourceName job, List<Truth> truths, long maxBytes) {
        String sql = "UPDATE " + table + " SET groundtruth = ? WHERE evaluation_job = ? AND prediction_id = ?"
                + " RETURNING COALESCE(octet_length(raw_data), 0)";
        return Jdbc.with(handle, sql, statement -> {
            BitSet rows = new BitSet(truths.size());
            int count = 0;
            for (long bytes = 0; count < truths.size() && bytes <= maxBytes; count++) {
                Truth truth = truths.get(count);
                statement.setString(1, truth.groundTruth());
                statement.setString(2, job.toString());
                statement.setString(3, truth.predictionId());
                try (ResultSet written = statement.executeQuery()) {
                    if (written.next()) {
                        rows.set(count);
                        bytes += written.getLong(1);
                    }
                }
            }
            return new Applied(count, rows);
        });
    }

    @Override
    public int fillTruth(Handle handle, String table, long interval, List<RowTruth> truths, long maxBytes) {
        String sql = "UPDATE " + table + " SET groundtruth = ? WHERE row_id = ? AND evaluation_interval = ? AND "
                + WITHOUT_TRUTH + " RETURNING COALESCE(octet_length(raw_data), 0)";
        return Jdbc.with(handle, sql, statement -> {
            int count = 0;
            for (long bytes = 0; count < truths.size() && bytes <= maxBytes; count++) {
                statement.setString(1, truths.get(count).groundTruth());
                statement.setLong(2, truths.get(count).key());
                statement.setLong(3, interval);
                try (ResultSet written = statement.executeQuery()) {
                    bytes += written.next() ? written.getLong(1) : 0;
                }
            }
            return count;
        });
    }

    @Override
    public Instant time(ResultSet row) throws SQLException {
        return TimeText.read(row.getString("time"));
    }
}
