package dev.assay.server.whole;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands in the database of replicas once they rest, read past them. */
final class StoredFacts {
    private static final String RUN_NAME =
            "'projects/' || r.project || '/evaluationJobs/' || r.job || '/runs/' || r.id";

    /** Each query finds what breaks the rule that it is named after. */
    private static final Map<String, String> RULES = new LinkedHashMap<>();

    static {
        RULES.put(
                "an interval holds as many rows as it counted, and no more than its cap",
                "SELECT i.id || ': ' || i.taken || ' of ' || i.cap FROM assay.sampling_interval i WHERE i.taken > i.cap"
                        + " OR i.taken <> (SELECT count(*) FROM samples.all_rows t WHERE t.evaluation_interval = i.id)");
        RULES.put(
                "a row is in an interval of its job",
                "SELECT t.prediction_id FROM samples.all_rows t LEFT JOIN assay.sampling_interval i"
                        + " ON i.id = t.evaluation_interval WHERE i.job IS NULL OR t.evaluation_job NOT LIKE '%/' || i.job");
        RULES.put(
                "a prediction is stored once",
                "SELECT prediction_id FROM samples.all_rows GROUP BY evaluation_job, prediction_id HAVING count(*) > 1");
        RULES.put(
                "a job has one open interval",
                "SELECT j.id FROM assay.job j WHERE 1 <> (SELECT count(*) FROM assay.sampling_interval i"
                        + " WHERE i.job = j.id AND i.seal_time IS NULL)");
        RULES.put(
                "a sealed interval is in one run",
                "SELECT i.id::text FROM assay.sampling_interval i WHERE i.seal_time IS NOT NULL"
                        + " AND 1 <> (SELECT count(*) FROM assay.run r WHERE r.interval = i.id)");
        RULES.put("a run has ended", "SELECT r.id || ' ' || r.state FROM assay.run r WHERE r.end_time IS NULL");
        RULES.put("no work is left, and so no lease", "SELECT resource FROM assay.work");
        RULES.put(
                "who holds is a job",
                "SELECT holder FROM assay.hold WHERE holder NOT IN"
                        + " (SELECT 'projects/' || project || '/evaluationJobs/' || id FROM assay.job)");
        RULES.put(
                "a run has one complete snapshot and one aggregate evaluation for each revision",
                "SELECT " + RUN_NAME + " FROM assay.run r WHERE r.revision <> (SELECT count(*) FROM assay.snapshot s"
                        + " WHERE s.run = r.id AND s.complete_time IS NOT NULL)"
                        + " OR r.revision <> (SELECT count(*) FROM assay.snapshot s JOIN assay.evaluation e"
                        + " ON e.snapshot = s.id AND e.position = 0 WHERE s.run = r.id)"
                        + " OR (r.state = 'SUCCEEDED') <> (r.revision = 1)");
        RULES.put(
                "a run fails only for want of usable rows",
                "SELECT r.id || ' ' || f.reason || ' ' || f.message FROM assay.run r JOIN assay.run_failure f"
                        + " ON f.run = r.id WHERE f.reason <> 'NO_USABLE_ROWS'");
        RULES.put(
                "a dataset of an interval is that of the run of the interval",
                "SELECT d.id FROM assay.dataset d WHERE 1 <> (SELECT count(*) FROM assay.run r"
                        + " WHERE r.interval = d.interval AND r.dataset LIKE '%/' || d.id)");
        // Jobs are due every minute, from the minute after their creation on.
        RULES.put(
                "each due time is covered by one run record",
                "SELECT r.id FROM (SELECT *, lag(last_due) OVER (PARTITION BY job ORDER BY last_due) AS before"
                        + " FROM assay.run WHERE last_due IS NOT NULL) r JOIN assay.job j ON j.id = r.job"
                        + " WHERE r.first_due <> 60000000 + coalesce(r.before, j.create_time / 60000000 * 60000000)"
                        + " OR r.last_due <> r.first_due + (r.due_count - 1) * 60000000");
        RULES.put(
                "what is due next is what no record covers",
                "SELECT j.id FROM assay.job j WHERE j.next_due <> 60000000 + (SELECT"
                        + " coalesce(max(r.last_due), j.create_time / 60000000 * 60000000) FROM assay.run r"
                        + " WHERE r.job = j.id)");
    }

    private final Connection connection;

    /** Sees the sample tables given, of the dataset {@code samples}. */
    StoredFacts(Connection connection, List<String> tables) throws SQLException {
        this.connection = connection;
        StringBuilder all = new StringBuilder();
        for (String table : tables) {
            all.append(all.isEmpty() ? "" : " UNION ALL ")
                    .append("SELECT * FROM samples.")
                    .append(table);
        }
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE VIEW samples.all_rows AS " + all);
        }
    }

    /** What breaks the rules. */
    List<String> violations() throws SQLException {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, String> rule : RULES.entrySet()) {
            texts(rule.getValue()).forEach(breach -> found.add(rule.getKey() + ": " + breach));
        }
        return found;
    }

    /** The ids of a job's predictions. */
    Set<String> ids(String job) throws SQLException {
        return new HashSet<>(texts("SELECT prediction_id FROM samples.all_rows WHERE evaluation_job = '" + job + "'"));
    }

    /** The ids of a job's predictions whose truth is known. */
    Set<String> idsWithTruth(String job) throws SQLException {
        return new HashSet<>(texts("SELECT prediction_id FROM samples.all_rows WHERE groundtruth IS NOT NULL"
                + " AND evaluation_job = '" + job + "'"));
    }

    /** The runs of all jobs by their state, and the rows. */
    Map<String, String> counts() throws SQLException {
        Map<String, String> counts = new LinkedHashMap<>();
        counts.put("rows", texts("SELECT count(*)::text FROM samples.all_rows").get(0));
        counts.put(
                "intervals",
                texts("SELECT count(*)::text FROM assay.sampling_interval").get(0));
        counts.put(
                "full intervals",
                texts("SELECT count(*)::text FROM assay.sampling_interval WHERE taken = cap")
                        .get(0));
        counts.put(
                "runs",
                texts("SELECT run_trigger || ' ' || state || ' ' || count(*) FROM assay.run"
                                + " GROUP BY run_trigger, state ORDER BY 1")
                        .toString());
        return counts;
    }

    private List<String> texts(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
