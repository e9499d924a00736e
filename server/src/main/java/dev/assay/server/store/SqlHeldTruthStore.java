package dev.assay.server.store;

import dev.assay.server.sampling.HeldTruthStore;
import dev.assay.server.sampling.Truth;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Ground truth that waits for its prediction, in SQL. Works of ingestion are plain JDBC. */
final class SqlHeldTruthStore implements HeldTruthStore {
    private final Database database;

    @Inject
    SqlHeldTruthStore(Database database) {
        this.database = database;
    }

    @Override
    public void hold(ResourceName job, List<Truth> truths, Instant expireTime) {
        String sql = """
                INSERT INTO held_truth (job, prediction_id, groundtruth, expire_time) VALUES (?, ?, ?, ?)
                ON CONFLICT (job, prediction_id) DO UPDATE SET
                  groundtruth = excluded.groundtruth, expire_time = excluded.expire_time""";
        // Of two about one prediction the later one counts, and a statement may touch a row only once.
        Map<String, Truth> last = new LinkedHashMap<>();
        truths.forEach(truth -> last.put(truth.predictionId(), truth));
        database.update(handle -> Jdbc.with(handle, sql, statement -> {
            for (Truth truth : last.values()) {
                statement.setString(1, job.id());
                statement.setString(2, truth.predictionId());
                statement.setString(3, truth.groundTruth());
                statement.setLong(4, Micros.of(expireTime));
                statement.addBatch();
            }
            return statement.executeBatch();
        }));
    }

    @Override
    public Map<String, String> find(ResourceName job, Collection<String> predictionIds) {
        return database.query(handle -> isEmpty(handle, job)
                ? Map.of()
                : handle
                        .createQuery(
                                "SELECT prediction_id, groundtruth FROM held_truth WHERE job = ? AND prediction_id IN ("
                                        + database.dialect().elements() + ")")
                        .bind(0, job.id())
                        .bind(1, StoredJson.write(predictionIds))
                        .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Held truth is rare: one look spares most batches a look for each of their rows. */
    private static boolean isEmpty(Handle handle, ResourceName job) {
        return Jdbc.with(handle, "SELECT 1 FROM held_truth WHERE job = ? LIMIT 1", statement -> {
            statement.setString(1, job.id());
            try (ResultSet found = statement.executeQuery()) {
                return !found.next();
            }
        });
    }

    @Override
    public void drop(ResourceName job, Collection<String> predictionIds) {
        database.update(handle -> handle.execute(
                "DELETE FROM held_truth WHERE job = ? AND prediction_id IN ("
                        + database.dialect().elements() + ")",
                job.id(),
                StoredJson.write(predictionIds)));
    }

    @Override
    public int dropExpired(Instant now, int limit) {
        return database.update(handle -> handle.execute("""
                DELETE FROM held_truth WHERE (job, prediction_id) IN
                  (SELECT job, prediction_id FROM held_truth WHERE expire_time < ? ORDER BY expire_time LIMIT ?)
                  AND expire_time < ?""", Micros.of(now), limit, Micros.of(now)));
    }
}
