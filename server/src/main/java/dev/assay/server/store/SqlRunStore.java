package dev.assay.server.store;

import dev.assay.server.run.DueSpan;
import dev.assay.server.run.Labeling;
import dev.assay.server.run.Run;
import dev.assay.server.run.RunFailure;
import dev.assay.server.run.RunPlan;
import dev.assay.server.run.RunState;
import dev.assay.server.run.RunStore;
import dev.assay.server.run.RunTrigger;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Runs, their failures, and the requests that began them. */
final class SqlRunStore implements RunStore {
    // Columns by name: one that a newer version adds must not change what the statements of this one answer.
    private static final String SELECT = "SELECT id, project, job, state, run_trigger, start_time, end_time, first_due,"
            + " last_due, due_count, interval, dataset, evaluation, revision, item_count, wait_until,"
            + " labeling FROM run ";

    private final Database database;

    @Inject
    SqlRunStore(Database database) {
        this.database = database;
    }

    @Override
    public void insert(Run run, RunPlan plan) {
        database.update(handle -> bind(run, handle.createUpdate("""
                                INSERT INTO run (id, project, job, state, run_trigger, start_time, end_time, first_due,
                                    last_due, due_count, interval, dataset, evaluation, revision, item_count, wait_until, labeling, plan)
                                VALUES (:id, :project, :job, :state, :trigger, :start, :end, :firstDue,
                                    :lastDue, :dueCount, :interval, :dataset, :evaluation, :revision, :items, :waitUntil, :labeling, :plan)"""))
                .bind("project", run.name().project())
                .bind("job", run.name().ids().get(1))
                .bind("trigger", run.trigger().name())
                .bind("start", Micros.of(run.startTime()))
                .bind("firstDue", run.due() == null ? null : Micros.of(run.due().first()))
                .bind("lastDue", run.due() == null ? null : Micros.of(run.due().last()))
                .bind("dueCount", run.due() == null ? 0 : run.due().count())
                .bind("interval", run.interval() == 0 ? null : run.interval())
                .bind("plan", StoredJson.write(plan))
                .execute());
    }

    @Override
    public Optional<Run> find(ResourceName name) {
        return findAll(List.of(name)).stream().findFirst();
    }

    @Override
    public List<Run> findAll(Collection<ResourceName> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        return database.query(handle -> {
            List<Run> found = handle.createQuery(SELECT + "WHERE id IN (<ids>)")
                    .bindList("ids", names.stream().map(ResourceName::id).toList())
                    .map((row, context) -> run(row))
                    .list();
            // Ids are unique over all jobs; the rest of the name must fit as well.
            return withFailures(
                    handle,
                    found.stream().filter(run -> names.contains(run.name())).toList());
        });
    }

    @Override
    public RunPlan plan(ResourceName name) {
        return database.query(handle -> StoredJson.read(
                handle.createQuery("SELECT plan FROM run WHERE id = ?")
                        .bind(0, name.id())
                        .mapTo(String.class)
                        .one(),
                RunPlan.class));
    }

    @Override
    public List<Run> list(ResourceName job, PageRequest page) {
        boolean first = page.isFirst();
        return database.query(handle -> withFailures(
                handle,
                handle.createQuery(SELECT
                                + "WHERE job = :job AND project = :project AND (start_time, id) > (:time, :id)"
                                + " ORDER BY start_time, id LIMIT :limit")
                        .bind("job", job.id())
                        .bind("project", job.project())
                        .bind("time", first ? Long.MIN_VALUE : page.afterLong(0))
                        .bind("id", first ? "" : page.afterText(1))
                        .bind("limit", page.limit())
                        .map((row, context) -> run(row))
                        .list()));
    }

    @Override
    public List<Run> active(ResourceName job) {
        return runsWhere("job = ? AND end_time IS NULL", job);
    }

    @Override
    public List<Run> failedWithTask(ResourceName job) {
        return runsWhere("job = ? AND state = 'FAILED' AND labeling IS NOT NULL", job);
    }

    private List<Run> runsWhere(String condition, ResourceName job) {
        return database.query(handle -> withFailures(
                handle,
                handle.createQuery(SELECT + "WHERE " + condition + " ORDER BY start_time, id")
                        .bind(0, job.id())
                        .map((row, context) -> run(row))
                        .list()));
    }

    @Override
    public boolean replace(Run before, Run after) {
        return database.update(handle -> bind(after, handle.createUpdate("""
                                        UPDATE run SET state = :state, end_time = :end, dataset = :dataset, evaluation = :evaluation,
                                            revision = :revision, item_count = :items, wait_until = :waitUntil,
                                            labeling = :labeling
                                        WHERE id = :id AND state = :stateBefore AND revision = :revisionBefore"""))
                        .bind("stateBefore", before.state().name())
                        .bind("revisionBefore", before.revision())
                        .execute())
                == 1;
    }

    @Override
    public void addFailure(ResourceName run, RunFailure failure) {
        database.update(handle -> handle.createUpdate("""
                        INSERT INTO run_failure (run, number, job, time, step, reason, message, details)
                        SELECT :run, COALESCE(MAX(number), 0) + 1, :job, :time, :step, :reason, :message, :details
                        FROM run_failure WHERE run = :run""")
                .bind("run", run.id())
                .bind("job", run.ids().get(1))
                .bind("time", Micros.of(failure.time()))
                .bind("step", failure.step().name())
                .bind("reason", failure.reason())
                .bind("message", failure.message())
                .bind("details", StoredJson.write(failure.details()))
                .execute());
    }

    @Override
    public Optional<ResourceName> requested(String subject, String requestId, Instant now) {
        return database.query(handle -> handle.createQuery(
                        "SELECT run FROM run_request WHERE subject = ? AND request_id = ? AND expire_time > ?")
                .bind(0, subject)
                .bind(1, requestId)
                .bind(2, Micros.of(now))
                .mapTo(String.class)
                .findOne()
                .map(ResourceName::read));
    }

    @Override
    public void rememberRequest(String subject, String requestId, ResourceName run, Instant now, Instant expireTime) {
        database.update(handle -> {
            handle.execute("DELETE FROM run_request WHERE expire_time <= ?", Micros.of(now));
            return handle.execute(
                    "INSERT INTO run_request (subject, request_id, run, expire_time) VALUES (?, ?, ?, ?)",
                    subject,
                    requestId,
                    run.toString(),
                    Micros.of(expireTime));
        });
    }

    private static <S extends SqlStatement<S>> S bind(Run run, S statement) {
        return statement
                .bind("id", run.name().id())
                .bind("state", run.state().name())
                .bind("end", micros(run.endTime()))
                .bind("dataset", text(run.dataset()))
                .bind("evaluation", text(run.evaluation()))
                .bind("revision", run.revision())
                .bind("items", run.itemCount())
                .bind("waitUntil", micros(run.waitUntil()))
                .bind("labeling", run.labeling() == null ? null : StoredJson.write(run.labeling()));
    }

    private static List<Run> withFailures(Handle handle, List<Run> runs) {
        if (runs.isEmpty()) {
            return runs;
        }
        Map<String, List<RunFailure>> failures = new HashMap<>();
        handle.createQuery("SELECT run, time, step, reason, message, details FROM run_failure WHERE run IN (<runs>)"
                        + " ORDER BY run, number")
                .bindList("runs", runs.stream().map(run -> run.name().id()).toList())
                .map((row, context) -> Map.entry(row.getString("run"), failure(row)))
                .forEach(entry -> failures.computeIfAbsent(entry.getKey(), run -> new ArrayList<>())
                        .add(entry.getValue()));
        return runs.stream()
                .map(run -> run.withFailures(failures.getOrDefault(run.name().id(), List.of())))
                .toList();
    }

    @SuppressWarnings("unchecked") // what addFailure wrote: a map of texts
    private static RunFailure failure(ResultSet row) throws SQLException {
        return new RunFailure(
                Micros.time(row.getLong("time")),
                RunState.valueOf(row.getString("step")),
                row.getString("reason"),
                row.getString("message"),
                StoredJson.read(row.getString("details"), Map.class));
    }

    private static Run run(ResultSet row) throws SQLException {
        Instant firstDue = time(row, "first_due");
        Instant lastDue = time(row, "last_due");
        return new Run(
                ResourceName.of(ResourceKind.RUN, row.getString("project"), row.getString("job"), row.getString("id")),
                RunState.valueOf(row.getString("state")),
                RunTrigger.valueOf(row.getString("run_trigger")),
                Micros.time(row.getLong("start_time")),
                time(row, "end_time"),
                firstDue == null || lastDue == null ? null : new DueSpan(firstDue, lastDue, row.getLong("due_count")),
                row.getLong("interval"),
                name(row, "dataset"),
                name(row, "evaluation"),
                row.getInt("revision"),
                row.getLong("item_count"),
                time(row, "wait_until"),
                labeling(row),
                List.of());
    }

    private static @Nullable Labeling labeling(ResultSet row) throws SQLException {
        String json = row.getString("labeling");
        return json == null ? null : StoredJson.read(json, Labeling.class);
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.time(micros);
    }

    private static @Nullable ResourceName name(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : ResourceName.read(text);
    }

    private static @Nullable Long micros(@Nullable Instant time) {
        return time == null ? null : Micros.of(time);
    }

    private static @Nullable String text(@Nullable ResourceName name) {
        return name == null ? null : name.toString();
    }
}
