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
import java.time.OffsetDateTime;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * A column of all rows as one array: one statement, whose text never changes, and one way there and back. The rows tell
 * by their ids which of them it touched.
 */
final class PostgresSampleRows implements SampleRows {
    @Override
    public BitSet insert(Handle handle, String table, Origin origin, List<NewRow> rows) {
        String sql = "INSERT INTO " + table + """
                 (model, model_version, time, raw_data, raw_prediction, groundtruth, prediction_id,
                  sampling_probability, evaluation_job, evaluation_interval)
                SELECT CAST(? AS text), CAST(? AS text), n.time, n.raw_data, n.raw_prediction, n.groundtruth,
                  n.prediction_id, CAST(? AS double precision), CAST(? AS text), CAST(? AS bigint)
                FROM unnest(CAST(? AS timestamptz[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]),
                  CAST(? AS text[])) AS n (time, raw_data, raw_prediction, groundtruth, prediction_id)
                ON CONFLICT (evaluation_job, prediction_id) DO NOTHING RETURNING prediction_id""";
        Set<String> inserted = Jdbc.with(handle, sql, statement -> {
            statement.setString(1, origin.modelVersion().ids().get(1));
            statement.setString(2, origin.modelVersion().id());
            statement.setDouble(3, origin.samplingProbability());
            statement.setString(4, origin.job().toString());
            statement.setLong(5, origin.interval());
            bindColumn(statement, 6, "timestamptz", rows, row -> TimeText.of(row.time()));
            bindColumn(statement, 7, "text", rows, NewRow::rawData);
            bindColumn(statement, 8, "text", rows, NewRow::rawPrediction);
            bindColumn(statement, 9, "text", rows, NewRow::groundTruth);
            bindColumn(statement, 10, "text", rows, NewRow::predictionId);
            return ids(statement);
        });
        BitSet positions = new BitSet(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            // Of two rows with one id the first is the one that stands.
            positions.set(i, inserted.remove(rows.get(i).predictionId()));
        }
        return positions;
    }

    /** Never stops early: large values lie beside their row, which is all that is written anew. */
    @Override
    public Applied setTruth(Handle handle, String table, ResourceName job, List<Truth> truths, long maxBytes) {
        String sql = "UPDATE " + table + """
                 t SET groundtruth = n.truth
                FROM unnest(CAST(? AS text[]), CAST(? AS text[])) AS n (id, truth)
                WHERE t.evaluation_job = ? AND t.prediction_id = n.id RETURNING t.prediction_id""";
        Map<String, Truth> last = new LinkedHashMap<>();
        truths.forEach(truth -> last.put(truth.predictionId(), truth));
        List<Truth> each = List.copyOf(last.values());
        Set<String> written = Jdbc.with(handle, sql, statement -> {
            bindColumn(statement, 1, "text", each, Truth::predictionId);
            bindColumn(statement, 2, "text", each, Truth::groundTruth);
            statement.setString(3, job.toString());
            return ids(statement);
        });
        BitSet positions = new BitSet(truths.size());
        for (int i = 0; i < truths.size(); i++) {
            positions.set(i, written.contains(truths.get(i).predictionId()));
        }
        return new Applied(truths.size(), positions);
    }

    @Override
    public int fillTruth(Handle handle, String table, long interval, List<RowTruth> truths, long maxBytes) {
        String sql = "UPDATE " + table + " t SET groundtruth = n.truth"
                + " FROM unnest(CAST(? AS bigint[]), CAST(? AS text[])) AS n (key, truth)"
                + " WHERE t.row_id = n.key AND t.evaluation_interval = ? AND " + WITHOUT_TRUTH;
        return Jdbc.with(handle, sql, statement -> {
            Long[] keys = truths.stream().map(RowTruth::key).toArray(Long[]::new);
            statement.setArray(1, statement.getConnection().createArrayOf("bigint", keys));
            bindColumn(statement, 2, "text", truths, RowTruth::groundTruth);
            statement.setLong(3, interval);
            statement.executeUpdate();
            return truths.size();
        });
    }

    @Override
    public Instant time(ResultSet row) throws SQLException {
        OffsetDateTime time = row.getObject("time", OffsetDateTime.class);
        // The driver's words for what is beyond all time.
        return time == null || time.equals(OffsetDateTime.MIN) || time.equals(OffsetDateTime.MAX)
                ? Instant.EPOCH
                : time.toInstant();
    }

    private static <R> void bindColumn(
            PreparedStatement statement, int position, String type, List<R> rows, Function<R, String> value)
            throws SQLException {
        String[] column = rows.stream().map(value).toArray(String[]::new);
        statement.setArray(position, statement.getConnection().createArrayOf(type, column));
    }

    private static Set<String> ids(PreparedStatement statement) throws SQLException {
        Set<String> ids = new HashSet<>();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                ids.add(found.getString(1));
            }
        }
        return ids;
    }
}
