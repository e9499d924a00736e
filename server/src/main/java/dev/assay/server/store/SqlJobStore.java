package dev.assay.server.store;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.assay.server.job.DueJob;
import dev.assay.server.job.Job;
import dev.assay.server.job.JobStore;
import dev.assay.server.labeling.Asking;
import dev.assay.server.run.RunFailure;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Jobs, read together with how they sample and whether a run of theirs is active. */
final class SqlJobStore implements JobStore {
    private final Database database;

    @Inject
    SqlJobStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<ResourceName> insert(Job job) {
        return database.update(handle -> {
            // Two creations at once meet in the unique index, not in a check before it. The job that stood in the way
            // may
            // be stopped before it is looked at: then there is room.
            while (JobRows.bind(job, handle.createUpdate(JobRows.INSERT)).execute() == 0) {
                Optional<ResourceName> standing = handle.createQuery(
                                "SELECT project, id FROM job WHERE model_version = ? AND delete_time IS NULL")
                        .bind(0, job.definition().modelVersion().toString())
                        .map((row, context) -> JobRows.name(row))
                        .findOne();
                if (standing.isPresent()) {
                    return standing;
                }
            }
            return Optional.empty();
        });
    }

    @Override
    public Optional<Job> find(ResourceName name) {
        return database.query(handle -> handle.createQuery(JobRows.SELECT_WITH_ATTEMPTS)
                .bind("id", name.id())
                .bind("project", name.project())
                .bind("attempts", MAX_ATTEMPTS)
                .scanResultSet(SqlJobStore::jobWithAttempts));
    }

    @Override
    public List<Job> findAll(Collection<ResourceName> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        Set<ResourceName> wanted = Set.copyOf(names);
        List<Job> found = database.query(handle -> handle.createQuery(JobRows.SELECT + " WHERE j.id IN (<ids>)")
                .bindList("ids", wanted.stream().map(ResourceName::id).toList())
                .map((row, context) -> JobRows.job(row, List.of()))
                .list());
        return found.stream().filter(job -> wanted.contains(job.name())).toList();
    }

    @Override
    public List<Job> list(ResourceName project, @Nullable String modelId, String afterId, int limit) {
        String ofModel = modelId == null ? "" : " AND j.model_id = :model";
        return database.query(handle -> {
            var query = handle.createQuery(JobRows.SELECT + " WHERE j.project = :project" + ofModel
                            + " AND j.id > :after ORDER BY j.id LIMIT :limit")
                    .bind("project", project.id())
                    .bind("after", afterId)
                    .bind("limit", limit);
            if (modelId != null) {
                query.bind("model", modelId);
            }
            return query.map((row, context) -> JobRows.job(row, List.of())).list();
        });
    }

    @Override
    public Map<ResourceName, List<RunFailure>> attempts(Collection<ResourceName> jobs) {
        Map<String, ResourceName> names = jobs.stream().collect(toMap(ResourceName::id, name -> name));
        return database
                .query(handle -> handle.createQuery(JobRows.SELECT_ATTEMPTS)
                        .bindList("jobs", List.copyOf(names.keySet()))
                        .bind("attempts", MAX_ATTEMPTS)
                        .map((row, context) -> Map.entry(row.getString("failed_job"), JobRows.failure(row)))
                        .list())
                .stream()
                .collect(groupingBy(entry -> names.get(entry.getKey()), mapping(Map.Entry::getValue, toList())));
    }

    @Override
    public boolean pause(ResourceName name, Instant now) {
        return changes(
                "UPDATE job SET pause_time = ? WHERE id = ? AND pause_time IS NULL AND delete_time IS NULL",
                Micros.of(now),
                name.id());
    }

    @Override
    public boolean resume(ResourceName name) {
        return changes(
                "UPDATE job SET pause_time = NULL WHERE id = ? AND pause_time IS NOT NULL AND delete_time IS NULL",
                name.id());
    }

    @Override
    public boolean stop(ResourceName name, Instant now) {
        return changes(
                "UPDATE job SET delete_time = ? WHERE id = ? AND delete_time IS NULL", Micros.of(now), name.id());
    }

    @Override
    public void changeAsking(ResourceName name, Asking asking) {
        changes(
                "UPDATE job SET instruction = ?, asking = ? WHERE id = ?",
                asking.instruction().toString(),
                StoredJson.write(asking),
                name.id());
    }

    @Override
    public boolean advance(ResourceName name, Instant expected, Instant next) {
        return changes(
                "UPDATE job SET next_due = ? WHERE id = ? AND next_due = ?",
                Micros.of(next),
                name.id(),
                Micros.of(expected));
    }

    @Override
    public List<DueJob> due(Instant until, @Nullable DueJob after, int limit) {
        return database.query(handle -> handle.createQuery("""
                        SELECT project, id, next_due FROM job
                        WHERE next_due <= ? AND (next_due, id) > (?, ?) AND pause_time IS NULL AND delete_time IS NULL
                        ORDER BY next_due, id LIMIT ?""")
                .bind(0, Micros.of(until))
                .bind(1, after == null ? Long.MIN_VALUE : Micros.of(after.due()))
                .bind(2, after == null ? "" : after.name().id())
                .bind(3, limit)
                .map((row, context) -> new DueJob(JobRows.name(row), Micros.time(row.getLong("next_due"))))
                .list());
    }

    @Override
    public int removeStopped(Instant until, int limit) {
        return database.update(handle -> handle.execute("""
                        DELETE FROM job WHERE id IN (
                          SELECT id FROM job WHERE delete_time <= ? ORDER BY delete_time LIMIT ?)""", Micros.of(until), limit));
    }

    private boolean changes(String sql, Object... values) {
        return database.update((Handle handle) -> handle.execute(sql, values)) == 1;
    }

    /** The rows are one job as often as it has attempts, each with another attempt; one row without, if it has none. */
    private static Optional<Job> jobWithAttempts(Supplier<ResultSet> rows, StatementContext context)
            throws SQLException {
        ResultSet row = rows.get();
        if (!row.next()) {
            return Optional.empty();
        }
        Job job = JobRows.job(row, List.of());
        List<RunFailure> attempts = new ArrayList<>();
        do {
            if (row.getString("failed_job") != null) {
                attempts.add(JobRows.failure(row));
            }
        } while (row.next());
        return Optional.of(job.withAttempts(attempts));
    }
}
