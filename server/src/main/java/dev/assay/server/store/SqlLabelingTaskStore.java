package dev.assay.server.store;

import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.Aggregation;
import dev.assay.server.labeling.LabelingPlan;
import dev.assay.server.labeling.LabelingTask;
import dev.assay.server.labeling.LabelingTask.CloseReason;
import dev.assay.server.labeling.LabelingTask.Counts;
import dev.assay.server.labeling.LabelingTaskStore;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.TaskFigures.Progress;
import dev.assay.server.vocabulary.AnnotationSpec;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tasks and the lists of their items in SQL. */
final class SqlLabelingTaskStore implements LabelingTaskStore {
    private static final String SELECT = """
            SELECT t.number, t.id, t.project, t.dataset, t.owner, t.annotation_type, t.labels, t.multi_label, t.sentiment,
              t.aggregation, t.replica_count, t.question_seconds, t.contributors, t.instruction, t.display_name,
              t.description, t.config, t.create_time, t.item_count, t.open_count,
              t.answer_count, t.count_time, t.close_time, t.close_reason, t.annotated_dataset
            FROM labeling_task t WHERE\s""";

    private static final String ADMITS =
            "(t.anyone OR EXISTS (SELECT 1 FROM task_contributor c WHERE c.task = t.number AND c.person = :person))";

    /** Of the question that somebody was given last in a task. */
    private static final String LAST_OF_PERSON =
            "(SELECT %s FROM question q WHERE q.task = t.number AND q.person = :person ORDER BY q.lease_time DESC LIMIT 1)";

    private static final String HOLDS_ONE = "COALESCE("
            + LAST_OF_PERSON.formatted("CASE WHEN q.state = 'LEASED' AND q.lease_end > :now THEN 1 ELSE 0 END")
            + ", 0)";

    private final Database database;

    @Inject
    SqlLabelingTaskStore(Database database) {
        this.database = database;
    }

    @Override
    public void insert(ResourceName name, LabelingPlan plan, Instant createTime) {
        database.update(handle -> {
            long number = handle.createQuery("""
                            INSERT INTO labeling_task (id, project, dataset, owner, annotation_type, labels, multi_label,
                              sentiment, aggregation, replica_count, question_seconds, contributors, anyone, instruction,
                              display_name, description, config, create_time, count_time)
                            VALUES (:id, :project, :dataset, :owner, :type, :labels, :multiLabel,
                              :sentiment, :aggregation, :replicas, :seconds, :contributors, :anyone, :instruction,
                              :title, :description, :config, :created, :created - 1) RETURNING number""")
                    .bind("id", name.id())
                    .bind("project", name.project())
                    .bind("dataset", plan.dataset().id())
                    .bind("owner", text(plan.owner()))
                    .bind("type", plan.annotationType().name())
                    .bind("labels", StoredJson.write(plan.labels()))
                    .bind("multiLabel", plan.multiLabel())
                    .bind("sentiment", plan.sentiment())
                    .bind("aggregation", plan.aggregation().name())
                    .bind("replicas", plan.replicaCount())
                    .bind("seconds", plan.questionDuration().toSeconds())
                    .bind("contributors", StoredJson.write(emails(plan)))
                    .bind("anyone", plan.contributors().isEmpty())
                    .bind("instruction", text(plan.instruction()))
                    .bind("title", plan.displayName())
                    .bind("description", plan.description())
                    .bind("config", plan.config())
                    .bind("created", Micros.of(createTime))
                    .mapTo(Long.class)
                    .one();
            return Jdbc.with(handle, "INSERT INTO task_contributor (task, person) VALUES (?, ?)", statement -> {
                for (String email : emails(plan)) {
                    statement.setLong(1, number);
                    statement.setString(2, email);
                    statement.addBatch();
                }
                return statement.executeBatch();
            });
        });
    }

    @Override
    public Optional<LabelingTask> find(ResourceName name) {
        return database.query(handle -> handle.createQuery(SELECT + "t.id = ? AND t.project = ?")
                .bind(0, name.id())
                .bind(1, name.project())
                .map((row, context) -> task(row))
                .findOne());
    }

    @Override
    public List<LabelingTask> list(ResourceName project, @Nullable Person person, boolean openOnly, PageRequest page) {
        String sql = SELECT + "t.project = :project AND t.id > :after"
                + (openOnly ? " AND t.close_time IS NULL" : "")
                + (person == null ? "" : " AND " + ADMITS)
                + " ORDER BY t.id LIMIT :limit";
        return database.query(handle -> {
            var query = handle.createQuery(sql)
                    .bind("project", project.project())
                    .bind("after", page.isFirst() ? "" : page.afterText(0))
                    .bind("limit", page.limit());
            return (person == null ? query : query.bind("person", person.email()))
                    .map((row, context) -> task(row))
                    .list();
        });
    }

    @Override
    public List<ResourceName> offering(ResourceName project, Person person, Instant now, int limit) {
        return database.query(handle -> handle.createQuery("SELECT t.project, t.id FROM labeling_task t"
                        + " WHERE t.project = :project AND t.close_time IS NULL AND " + ADMITS
                        + " AND (EXISTS (SELECT 1 FROM task_item i WHERE i.task = t.number AND i.taken < i.wanted) OR "
                        + HOLDS_ONE + " = 1)"
                        + " ORDER BY " + HOLDS_ONE + " DESC, COALESCE(" + LAST_OF_PERSON.formatted("q.lease_time")
                        + ", 0), t.number LIMIT :limit")
                .bind("project", project.project())
                .bind("person", person.email())
                .bind("now", Micros.of(now))
                .bind("limit", limit)
                .map((row, context) -> name(row))
                .list());
    }

    @Override
    public void addItems(long task, long firstNumber, List<String> itemIds, int wanted, int most) {
        String sql = "INSERT INTO task_item (task, number, item, wanted, most, position) VALUES (?, ?, ?, ?, ?, ?)";
        database.update(handle -> Jdbc.with(handle, sql, statement -> {
            long number = firstNumber;
            for (String item : itemIds) {
                statement.setLong(1, task);
                statement.setLong(2, number);
                statement.setString(3, item);
                statement.setInt(4, wanted);
                statement.setInt(5, most);
                statement.setLong(6, number);
                statement.addBatch();
                number++;
            }
            return statement.executeBatch();
        }));
    }

    @Override
    public void setItemCount(long task, long itemCount) {
        database.update(
                handle -> handle.execute("UPDATE labeling_task SET item_count = ? WHERE number = ?", itemCount, task));
    }

    @Override
    public void setCounts(long task, Counts counts) {
        database.update(handle -> handle.execute(
                "UPDATE labeling_task SET open_count = ?, answer_count = ?, count_time = ? WHERE number = ?",
                counts.openItems(),
                counts.answers(),
                Micros.of(counts.answersUntil()),
                task));
    }

    @Override
    public long listedItems(long task) {
        return database.query(
                handle -> handle.createQuery("SELECT COALESCE(max(number) + 1, 0) FROM task_item WHERE task = ?")
                        .bind(0, task)
                        .mapTo(Long.class)
                        .one());
    }

    @Override
    public boolean close(ResourceName name, CloseReason reason, Instant now, @Nullable ResourceName annotatedDataset) {
        return database.update(handle -> handle.execute(
                        "UPDATE labeling_task SET close_time = ?, close_reason = ?, annotated_dataset = ?"
                                + " WHERE id = ? AND project = ? AND close_time IS NULL",
                        Micros.of(now),
                        reason.name(),
                        text(annotatedDataset),
                        name.id(),
                        name.project())
                == 1);
    }

    @Override
    public boolean anyOpenItem(long task) {
        return countOpenItems(task, 1) > 0;
    }

    @Override
    public long countOpenItems(long task, int limit) {
        return database.query(handle -> handle.createQuery("SELECT count(*) FROM (SELECT number FROM task_item"
                        + " WHERE task = ? AND done_time IS NULL ORDER BY number LIMIT ?) o")
                .bind(0, task)
                .bind(1, limit)
                .mapTo(Long.class)
                .one());
    }

    @Override
    public long countAnswers(long task, Instant after, Instant until) {
        return database.query(handle -> handle.createQuery("SELECT count(*) FROM question"
                        + " WHERE task = ? AND state = 'ANSWERED' AND end_time > ? AND end_time <= ?")
                .bind(0, task)
                .bind(1, Micros.of(after))
                .bind(2, Micros.of(until))
                .mapTo(Long.class)
                .one());
    }

    @Override
    public long countAnswers(long task, Person person) {
        return database.query(handle -> handle.createQuery(
                        "SELECT count(*) FROM question WHERE task = ? AND person = ? AND state = 'ANSWERED'")
                .bind(0, task)
                .bind(1, person.email())
                .mapTo(Long.class)
                .one());
    }

    @Override
    public Recent recentAnswers(long task, Instant since, int limit) {
        return database.query(handle -> handle.createQuery("SELECT count(*) AS answers, min(end_time) AS oldest FROM"
                        + " (SELECT end_time FROM question WHERE task = ? AND state = 'ANSWERED' AND end_time > ?"
                        + " ORDER BY end_time DESC LIMIT ?) r")
                .bind(0, task)
                .bind(1, Micros.of(since))
                .bind(2, limit)
                .map((row, context) -> new Recent(row.getLong("answers"), time(row, "oldest")))
                .one());
    }

    @Override
    public Map<ResourceName, Progress> progress(Collection<ResourceName> tasks, int limit) {
        return database
                .query(handle -> handle.createQuery("""
                                SELECT t.id, t.project, t.open_count, t.answer_count,
                                  COALESCE(t.item_count, (SELECT count(*) FROM task_item i WHERE i.task = t.number)) AS items,
                                  (SELECT count(*) FROM (SELECT 1 AS one FROM task_item i
                                    WHERE i.task = t.number AND i.done_time IS NULL LIMIT :limit) o) AS open_now,
                                  (SELECT count(*) FROM (SELECT 1 AS one FROM question q WHERE q.task = t.number
                                    AND q.state = 'ANSWERED' AND q.end_time > t.count_time LIMIT :limit) n) AS new_answers
                                FROM labeling_task t WHERE t.id IN (<ids>)""")
                        .bindList("ids", tasks.stream().map(ResourceName::id).toList())
                        .bind("limit", limit)
                        .map((row, context) -> Map.entry(name(row), progress(row, limit)))
                        .list())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The open items as they were counted last, if there are too many to count now. */
    private static Progress progress(ResultSet row, int limit) throws SQLException {
        long items = row.getLong("items");
        long now = row.getLong("open_now");
        long open = now < limit ? now : Math.max(now, Math.min(items, row.getLong("open_count")));
        return new Progress(items, open, row.getLong("answer_count") + row.getLong("new_answers"));
    }

    @Override
    public List<PoolEnd> poolEnds(List<ResourceName> projects) {
        return database.query(handle -> handle.createQuery("""
                        SELECT t.project, t.id, COALESCE((SELECT i.position FROM task_item i
                          WHERE i.task = t.number AND i.taken < i.wanted
                          ORDER BY i.position DESC LIMIT 1), -1) AS newest
                        FROM labeling_task t WHERE t.project IN (<projects>) AND t.close_time IS NULL
                        ORDER BY t.number""")
                .bindList(
                        "projects", projects.stream().map(ResourceName::project).toList())
                .map((row, context) -> new PoolEnd(name(row), row.getLong("newest")))
                .list());
    }

    @Override
    public int removeSome(ResourceName dataset, int limit) {
        int removed = 0;
        for (String part : List.of(
                "question WHERE id IN (SELECT r.id FROM question r",
                "task_item WHERE (task, number) IN (SELECT r.task, r.number FROM task_item r",
                "task_contributor WHERE (task, person) IN (SELECT r.task, r.person FROM task_contributor r")) {
            removed += remove(part + " JOIN labeling_task t ON t.number = r.task", dataset, limit - removed);
        }
        return removed
                + remove(
                        "labeling_task WHERE number IN (SELECT t.number FROM labeling_task t",
                        dataset,
                        limit - removed);
    }

    private int remove(String part, ResourceName dataset, int limit) {
        return limit <= 0
                ? 0
                : database.update(handle -> handle.execute(
                        "DELETE FROM " + part + " WHERE t.dataset = ? AND t.project = ? LIMIT ?)",
                        dataset.id(),
                        dataset.project(),
                        limit));
    }

    private static List<String> emails(LabelingPlan plan) {
        return plan.contributors().stream().map(Person::email).sorted().toList();
    }

    private static LabelingTask task(ResultSet row) throws SQLException {
        String reason = row.getString("close_reason");
        return new LabelingTask(
                name(row),
                row.getLong("number"),
                plan(row),
                Micros.time(row.getLong("create_time")),
                number(row, "item_count"),
                new Counts(
                        row.getLong("open_count"), row.getLong("answer_count"), Micros.time(row.getLong("count_time"))),
                time(row, "close_time"),
                reason == null ? null : CloseReason.valueOf(reason),
                resource(row, "annotated_dataset"));
    }

    private static LabelingPlan plan(ResultSet row) throws SQLException {
        return new LabelingPlan(
                ResourceName.of(ResourceKind.DATASET, row.getString("project"), row.getString("dataset")),
                resource(row, "owner"),
                AnnotationType.valueOf(row.getString("annotation_type")),
                List.of(StoredJson.read(row.getString("labels"), AnnotationSpec[].class)),
                row.getBoolean("multi_label"),
                row.getBoolean("sentiment"),
                Aggregation.valueOf(row.getString("aggregation")),
                row.getInt("replica_count"),
                Duration.ofSeconds(row.getLong("question_seconds")),
                Arrays.stream(StoredJson.read(row.getString("contributors"), String[].class))
                        .map(Person::new)
                        .collect(Collectors.toSet()),
                resource(row, "instruction"),
                row.getString("display_name"),
                row.getString("description"),
                row.getBytes("config"));
    }

    private static ResourceName name(ResultSet row) throws SQLException {
        return ResourceName.of(ResourceKind.TASK, row.getString("project"), row.getString("id"));
    }

    private static @Nullable ResourceName resource(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : ResourceName.read(text);
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : (Long) number;
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        Long micros = number(row, column);
        return micros == null ? null : Micros.time(micros);
    }

    private static @Nullable String text(@Nullable ResourceName name) {
        return name == null ? null : name.toString();
    }
}
