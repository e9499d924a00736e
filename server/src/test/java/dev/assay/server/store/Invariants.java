package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.job.schedule.DueTimes;
import dev.assay.server.vocabulary.Micros;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * What must hold of every database whenever no transaction is under way, whatever crashed or failed before. Three things
 * are taken for granted: nobody has lowered the cap of an interval below what it held, or deleted the truth of a run alone,
 * and jobs are due every so many days at 10:00, as they are unless the server is told otherwise.
 */
public final class Invariants {
    private static final String RUN_NAME =
            "'projects/' || r.project || '/evaluationJobs/' || r.job || '/runs/' || r.id";
    private static final String JOB_NAME = "'projects/' || j.project || '/evaluationJobs/' || j.id";
    private static final String OPERATION_NAME = "'projects/' || o.project || '/operations/' || o.id";
    private static final String INSTRUCTION_NAME = "'projects/' || i.project || '/instructions/' || i.id";
    private static final String DATASET_NAME = "'projects/' || d.project || '/datasets/' || d.id";

    /** Each query finds what breaks the rule that it is named after. */
    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry(
                    "a job that is not deleted has one open interval, any other has none",
                    "SELECT x.job FROM (SELECT id AS job FROM job UNION SELECT job FROM sampling_interval) x"
                            + " WHERE (SELECT count(*) FROM sampling_interval i WHERE i.job = x.job AND i.seal_time IS NULL)"
                            + " <> (SELECT count(*) FROM job j WHERE j.id = x.job AND j.delete_time IS NULL)"),
            Map.entry(
                    "a sealed interval is in one run, except the last one of a deleted job",
                    "SELECT i.id FROM sampling_interval i WHERE i.seal_time IS NOT NULL"
                            + " AND (SELECT count(*) FROM run r WHERE r.interval = i.id) <> CASE WHEN"
                            + " i.id = (SELECT max(l.id) FROM sampling_interval l WHERE l.job = i.job)"
                            + " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.id = i.job AND j.delete_time IS NULL)"
                            + " THEN 0 ELSE 1 END"),
            Map.entry(
                    "a run has an interval of its job, unless it was skipped",
                    "SELECT r.id FROM run r LEFT JOIN sampling_interval i ON i.id = r.interval"
                            + " WHERE CASE WHEN r.state = 'SKIPPED' THEN r.interval IS NOT NULL"
                            + " ELSE i.job IS NULL OR i.job <> r.job OR i.seal_time IS NULL END"),
            Map.entry(
                    "a run has an end exactly if it is not active",
                    "SELECT r.id FROM run r WHERE (r.end_time IS NULL) <>"
                            + " (r.state IN ('CLAIMED', 'DATASET', 'WAITING', 'LABELING', 'EVALUATING'))"),
            Map.entry(
                    "an active run has work",
                    "SELECT r.id FROM run r WHERE r.end_time IS NULL"
                            + " AND NOT EXISTS (SELECT 1 FROM work w WHERE w.resource = " + RUN_NAME + ")"),
            Map.entry(
                    "work has an active run or an operation under way",
                    "SELECT w.resource FROM work w WHERE NOT EXISTS"
                            + " (SELECT 1 FROM run r WHERE r.end_time IS NULL AND w.resource = " + RUN_NAME + ")"
                            + " AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.end_time IS NULL"
                            + " AND w.resource = " + OPERATION_NAME + ")"),
            Map.entry(
                    "an operation under way has work, and is not deleted",
                    "SELECT o.id FROM operation o WHERE o.end_time IS NULL AND (o.delete_time IS NOT NULL"
                            + " OR NOT EXISTS (SELECT 1 FROM work w WHERE w.resource = " + OPERATION_NAME + "))"),
            Map.entry(
                    "what failed in an operation has one, and no gap",
                    "SELECT f.operation FROM operation_failure f GROUP BY f.operation HAVING"
                            + " count(*) <> max(f.number) + 1"
                            + " OR NOT EXISTS (SELECT 1 FROM operation o WHERE o.id = f.operation)"),
            Map.entry(
                    "an instruction that is shown has its document whole",
                    "SELECT i.id FROM instruction i WHERE i.complete_time IS NOT NULL AND i.delete_time IS NULL"
                            + " AND i.document_size <> (SELECT coalesce(sum(length(p.bytes)), 0)"
                            + " FROM instruction_document p WHERE p.instruction = i.id)"),
            Map.entry(
                    "an instruction that is neither shown nor deleted is being made",
                    "SELECT i.id FROM instruction i WHERE i.complete_time IS NULL AND i.delete_time IS NULL"
                            + " AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.end_time IS NULL"
                            + " AND o.subject = " + INSTRUCTION_NAME + ")"),
            Map.entry(
                    "pages have an instruction",
                    "SELECT p.instruction FROM instruction_document p WHERE NOT EXISTS"
                            + " (SELECT 1 FROM instruction i WHERE i.id = p.instruction)"),
            Map.entry(
                    "who holds is an active run, an operation under way, or a job that is not deleted",
                    "SELECT h.holder || ' holds ' || h.resource FROM hold h WHERE NOT EXISTS"
                            + " (SELECT 1 FROM run r WHERE r.end_time IS NULL AND h.holder = " + RUN_NAME + ")"
                            + " AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.end_time IS NULL"
                            + " AND h.holder = " + OPERATION_NAME + ")"
                            + " AND NOT EXISTS"
                            + " (SELECT 1 FROM job j WHERE j.delete_time IS NULL AND h.holder = " + JOB_NAME + ")"),
            Map.entry(
                    "a job that is not deleted holds its label set",
                    "SELECT j.id FROM job j WHERE j.delete_time IS NULL AND NOT EXISTS (SELECT 1 FROM hold h"
                            + " WHERE h.holder = " + JOB_NAME + " AND h.resource = j.annotation_spec_set)"),
            Map.entry(
                    "an active run holds a label set, and its dataset once it has one",
                    "SELECT r.id FROM run r WHERE r.end_time IS NULL AND (SELECT count(*) FROM hold h WHERE h.holder = "
                            + RUN_NAME + " AND h.resource NOT LIKE '%/instructions/%')"
                            + " <> CASE WHEN r.dataset IS NULL THEN 1 ELSE 2 END"),
            Map.entry(
                    "an active run that asks people holds their instruction",
                    "SELECT r.id FROM run r WHERE r.end_time IS NULL AND (SELECT count(*) FROM hold h WHERE h.holder = "
                            + RUN_NAME + " AND h.resource LIKE '%/instructions/%')"
                            + " <> CASE WHEN r.plan LIKE '%\"asking\":%' THEN 1 ELSE 0 END"),
            Map.entry(
                    "an open task has an operation under way",
                    "SELECT t.id FROM labeling_task t WHERE t.close_time IS NULL AND NOT EXISTS"
                            + " (SELECT 1 FROM operation o WHERE o.id = t.id AND o.end_time IS NULL)"),
            Map.entry(
                    "the open task of a run is that of an active one, which names it",
                    "SELECT t.id FROM labeling_task t WHERE t.close_time IS NULL AND t.owner IS NOT NULL AND NOT EXISTS"
                            + " (SELECT 1 FROM run r WHERE t.owner = " + RUN_NAME + " AND r.end_time IS NULL"
                            + " AND r.labeling LIKE '%/tasks/' || t.id || '\"%')"),
            Map.entry(
                    "the dataset of an interval belongs to the one run of the interval",
                    "SELECT d.id FROM dataset d WHERE d.interval IS NOT NULL AND 1 <> (SELECT count(*) FROM run r"
                            + " WHERE r.interval = d.interval AND r.dataset = " + DATASET_NAME + ")"),
            Map.entry(
                    "a run that was evaluated shows the evaluation of its last revision, unless that was deleted",
                    "SELECT r.id FROM run r JOIN dataset d ON r.dataset = " + DATASET_NAME
                            + " AND d.delete_time IS NULL"
                            + " WHERE r.revision > 0 AND NOT EXISTS (SELECT 1 FROM snapshot s JOIN evaluation e"
                            + " ON e.snapshot = s.id WHERE s.run = r.id AND s.revision = r.revision"
                            + " AND e.position = 0 AND e.label IS NULL AND r.evaluation = "
                            + DATASET_NAME + " || '/evaluations/' || e.id)"),
            Map.entry(
                    "a run has as many complete snapshots as revisions, and at most one begun beyond them",
                    "SELECT r.id FROM run r LEFT JOIN dataset d ON d.interval = r.interval"
                            + " WHERE (r.dataset IS NULL OR (d.id IS NOT NULL AND d.delete_time IS NULL))"
                            + " AND (r.revision <> (SELECT count(*) FROM snapshot s WHERE s.run = r.id"
                            + " AND s.complete_time IS NOT NULL AND s.revision <= r.revision)"
                            + " OR EXISTS (SELECT 1 FROM snapshot s WHERE s.run = r.id AND (s.revision > r.revision + 1"
                            + " OR (s.revision > r.revision AND s.complete_time IS NOT NULL))))"),
            Map.entry(
                    "evaluations stand exactly under complete snapshots, one aggregate each and no gap after it",
                    "SELECT s.id FROM snapshot s JOIN dataset d ON d.id = s.dataset AND d.delete_time IS NULL"
                            + " LEFT JOIN (SELECT snapshot, count(*) AS n, max(position) AS last,"
                            + " sum(CASE WHEN label IS NULL THEN 1 ELSE 0 END) AS aggregates"
                            + " FROM evaluation GROUP BY snapshot) e ON e.snapshot = s.id"
                            + " WHERE CASE WHEN s.complete_time IS NULL THEN e.n IS NOT NULL"
                            + " ELSE e.n IS NULL OR e.aggregates <> 1 OR e.n <> e.last + 1 END"),
            Map.entry(
                    "the items of a complete snapshot have no gap",
                    "SELECT s.id FROM snapshot s JOIN dataset d ON d.id = s.dataset AND d.delete_time IS NULL"
                            + " LEFT JOIN (SELECT snapshot, count(*) AS n, max(ordinal) AS last FROM snapshot_item"
                            + " GROUP BY snapshot) x ON x.snapshot = s.id"
                            + " WHERE s.complete_time IS NOT NULL AND (x.n IS NULL OR x.n <> x.last + 1)"),
            Map.entry(
                    "the truth of a snapshot is shown exactly if the snapshot is complete, with an example for each item",
                    "SELECT s.id FROM snapshot s JOIN dataset d ON d.id = s.dataset AND d.delete_time IS NULL"
                            + " LEFT JOIN annotated_dataset a ON a.id = s.annotated_dataset AND a.dataset = s.dataset"
                            + " WHERE a.id IS NULL OR a.delete_time IS NOT NULL OR CASE WHEN s.complete_time IS NULL"
                            + " THEN a.complete_time IS NOT NULL ELSE a.complete_time IS NULL"
                            + " OR a.completed_example_count <>"
                            + " (SELECT count(*) FROM snapshot_item i WHERE i.snapshot = s.id) END"
                            + " OR a.completed_example_count <>"
                            + " (SELECT count(*) FROM example e WHERE e.annotated_dataset = a.number)"),
            Map.entry(
                    "what is annotated, and not given up, is the truth of a snapshot or comes of a task",
                    "SELECT a.id FROM annotated_dataset a WHERE a.delete_time IS NULL AND NOT EXISTS"
                            + " (SELECT 1 FROM snapshot s WHERE s.annotated_dataset = a.id) AND NOT EXISTS"
                            + " (SELECT 1 FROM operation o WHERE o.progress LIKE '%/annotatedDatasets/' || a.id || '\"%')"
                            + " AND NOT EXISTS"
                            + " (SELECT 1 FROM dataset d WHERE d.id = a.dataset AND d.delete_time IS NOT NULL)"),
            Map.entry(
                    "examples and their labels belong to an annotated dataset, labels to an example",
                    "SELECT e.item FROM (SELECT annotated_dataset, item FROM example"
                            + " UNION SELECT annotated_dataset, item FROM example_label) e"
                            + " LEFT JOIN annotated_dataset a ON a.number = e.annotated_dataset"
                            + " WHERE a.id IS NULL OR (a.delete_time IS NULL AND NOT EXISTS (SELECT 1 FROM example x"
                            + " WHERE x.annotated_dataset = a.number AND x.item = e.item))"),
            Map.entry(
                    "what a request led to is a run",
                    "SELECT q.request_id FROM run_request q WHERE NOT EXISTS"
                            + " (SELECT 1 FROM run r WHERE q.run LIKE '%' || r.id)"));

    /** The same for one sample table, whose name stands for {@code %s}. */
    private static final Map<String, String> RULES_OF_TABLES = Map.of(
            "a row that was taken is in an interval of its job",
            "SELECT t.prediction_id FROM %s t LEFT JOIN sampling_interval i ON i.id = t.evaluation_interval"
                    + " WHERE t.evaluation_interval IS NOT NULL"
                    + " AND (i.job IS NULL OR t.evaluation_job NOT LIKE '%%/' || i.job)",
            "a prediction of a job is stored once",
            "SELECT t.prediction_id FROM %s t WHERE t.evaluation_job IS NOT NULL"
                    + " GROUP BY t.evaluation_job, t.prediction_id HAVING count(*) > 1",
            "an interval holds as many rows as it counted, and no more than its cap",
            "SELECT i.id FROM sampling_interval i WHERE i.purged = 0 AND i.table_dataset = ? AND i.table_name = ?"
                    + " AND (i.taken > i.cap OR i.taken <> (SELECT count(*) FROM %s t"
                    + " WHERE t.evaluation_interval = i.id AND t.sampling_probability IS NOT NULL))");

    private final Database database;

    private Invariants(Database database) {
        this.database = database;
    }

    /** Those of an open store. */
    public static Invariants of(OpenStore store) {
        return new Invariants(store.database());
    }

    /** Fails unless all of them hold. */
    public void check() {
        assertThat(violations()).isEmpty();
    }

    /** What breaks them, over one consistent state. */
    public List<String> violations() {
        return database.query(handle -> {
            List<String> found = new ArrayList<>();
            RULES.forEach((rule, sql) -> add(found, rule, handle, sql));
            handle.createQuery("SELECT dataset, name FROM sample_table")
                    .mapToMap()
                    .list()
                    .forEach(table -> checkTable(found, handle, text(table, "dataset"), text(table, "name")));
            handle.createQuery("SELECT id, create_time, interval_days, next_due FROM job")
                    .mapToMap()
                    .list()
                    .forEach(job -> checkDueTimes(found, handle, job));
            return found;
        });
    }

    /** Fails unless each of these predictions of a job has exactly one row. */
    public void checkStored(String job, String dataset, String table, List<String> predictionIds) {
        List<String> stored = database.query(handle -> handle.createQuery("SELECT prediction_id FROM "
                        + database.dialect().tableName(dataset, table) + " WHERE evaluation_job = ?")
                .bind(0, job)
                .mapTo(String.class)
                .list());
        assertThat(stored).as("rows of acknowledged predictions").doesNotHaveDuplicates();
        assertThat(stored).as("rows of acknowledged predictions").containsAll(predictionIds);
    }

    private void checkTable(List<String> found, Handle handle, String dataset, String name) {
        RULES_OF_TABLES.forEach((rule, sql) -> {
            String query = sql.formatted(database.dialect().tableName(dataset, name));
            Object[] values = query.contains("?") ? new Object[] {dataset, name} : new Object[0];
            add(found, rule, handle, query, values);
        });
    }

    /** Walks from the first due time of a job over the spans of its records to the due time that comes next. */
    private static void checkDueTimes(List<String> found, Handle handle, Map<String, Object> job) {
        DueTimes times = DueTimes.everyDays((int) number(job, "interval_days"), LocalTime.of(10, 0));
        Instant expected = times.first(Micros.time(number(job, "create_time")));
        for (Map<String, Object> record : handle.createQuery("SELECT id, first_due, last_due, due_count FROM run"
                        + " WHERE job = ? AND last_due IS NOT NULL ORDER BY first_due")
                .bind(0, text(job, "id"))
                .mapToMap()
                .list()) {
            Instant last = Micros.time(number(record, "last_due"));
            boolean follows = times.covered(expected, last)
                    .filter(span -> span.last().equals(last) && span.count() == number(record, "due_count"))
                    .isPresent();
            if (!follows || !Micros.time(number(record, "first_due")).equals(expected)) {
                found.add("each due time is covered by exactly one run record: " + record);
            }
            expected = times.nextAfter(last);
        }
        if (!Micros.time(number(job, "next_due")).equals(expected)) {
            found.add("the next due time is the first that no record covers: " + job);
        }
    }

    private static void add(List<String> found, String rule, Handle handle, String sql, Object... values) {
        handle.select(sql, values).mapTo(String.class).list().forEach(breach -> found.add(rule + ": " + breach));
    }

    private static String text(Map<String, Object> row, String column) {
        return String.valueOf(row.get(column));
    }

    private static long number(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).longValue();
    }
}
