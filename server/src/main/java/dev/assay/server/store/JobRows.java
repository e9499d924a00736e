package dev.assay.server.store;

import dev.assay.server.job.Job;
import dev.assay.server.job.draft.JobDefinition;
import dev.assay.server.job.draft.JobDraft;
import dev.assay.server.job.draft.Problem;
import dev.assay.server.labeling.Asking;
import dev.assay.server.run.RunFailure;
import dev.assay.server.run.RunState;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.sampling.TableName;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** How a job lies in its row, and in those of its sampler. */
final class JobRows {
    static final String INSERT = """
            INSERT INTO job (id, project, description, schedule, interval_days, model_version, model_id,
                annotation_spec_set, label_missing_ground_truth, instruction, asking, problem, multi_label, import_keys,
                config, input_config, evaluation_config, next_due, create_time, pause_time, delete_time)
            VALUES (:id, :project, :description, :schedule, :intervalDays, :modelVersion, :modelId,
                :specSet, :labelMissing, :instruction, :asking, :problem, :multiLabel, :importKeys,
                :config, :inputConfig, :evaluationConfig, :nextDue, :createTime, :pauseTime, :deleteTime)
            ON CONFLICT (model_version) WHERE delete_time IS NULL DO NOTHING""";

    private static final String COLUMNS = """
            SELECT j.id, j.project, j.description, j.schedule, j.interval_days, j.model_version, j.annotation_spec_set,
                j.asking, j.problem, j.multi_label, j.import_keys, j.config,
                j.input_config, j.evaluation_config, j.next_due, j.create_time, j.pause_time, j.delete_time,
                s.example_sample_percentage, s.example_count, t.source_project, t.dataset, t.name AS table_name,
                EXISTS (SELECT 1 FROM run r WHERE r.job = j.id AND r.end_time IS NULL) AS run_active""";

    private static final String FROM = """

            FROM job j
            JOIN sampler s ON s.job = j.id
            JOIN sample_table t ON t.dataset = s.table_dataset AND t.name = s.table_name""";

    private static final String FAILURE_COLUMNS = """
            f.job AS failed_job, f.time AS failure_time, f.step AS failed_step, f.reason AS failure_reason,
            f.message AS failure_message, f.details AS failure_details""";

    /** Jobs without their attempts. */
    static final String SELECT = COLUMNS + FROM;

    /** One job, in as many rows as it has attempts. */
    static final String SELECT_WITH_ATTEMPTS = COLUMNS + ", " + FAILURE_COLUMNS + FROM + """

            LEFT JOIN (
              SELECT * FROM run_failure WHERE job = :id ORDER BY time DESC, run DESC, number DESC LIMIT :attempts) f
              ON f.job = j.id
            WHERE j.id = :id AND j.project = :project
            ORDER BY f.time, f.run, f.number""";

    /** The attempts of several jobs. */
    static final String SELECT_ATTEMPTS = "SELECT " + FAILURE_COLUMNS + """

            FROM (
              SELECT *, row_number() OVER (PARTITION BY job ORDER BY time DESC, run DESC, number DESC) AS nth
              FROM run_failure WHERE job IN (<jobs>)) f
            WHERE nth <= :attempts
            ORDER BY f.job, f.time, f.run, f.number""";

    private JobRows() {}

    static <S extends SqlStatement<S>> S bind(Job job, S statement) {
        JobDefinition definition = job.definition();
        return statement
                .bind("id", job.name().id())
                .bind("project", job.name().project())
                .bind("description", definition.description())
                .bind("schedule", definition.schedule())
                .bind("intervalDays", definition.intervalDays())
                .bind("modelVersion", definition.modelVersion().toString())
                .bind("modelId", definition.modelId())
                .bind("specSet", definition.annotationSpecSet().toString())
                .bind("labelMissing", definition.labelMissingGroundTruth())
                .bind("instruction", text(definition.instruction()))
                .bind("asking", definition.asking() == null ? null : StoredJson.write(definition.asking()))
                .bind("problem", definition.problem().name())
                .bind("multiLabel", definition.multiLabel())
                .bind("importKeys", StoredJson.write(definition.importKeys()))
                .bind("config", definition.messages().config())
                .bind("inputConfig", definition.messages().inputConfig())
                .bind("evaluationConfig", definition.messages().evaluationConfig())
                .bind("nextDue", Micros.of(job.nextDue()))
                .bind("createTime", Micros.of(job.createTime()))
                .bind("pauseTime", micros(job.pauseTime()))
                .bind("deleteTime", micros(job.deleteTime()));
    }

    static ResourceName name(ResultSet row) throws SQLException {
        return ResourceName.of(ResourceKind.EVALUATION_JOB, row.getString("project"), row.getString("id"));
    }

    static Job job(ResultSet row, List<RunFailure> attempts) throws SQLException {
        return new Job(
                name(row),
                definition(row),
                Micros.time(row.getLong("next_due")),
                Micros.time(row.getLong("create_time")),
                time(row, "pause_time"),
                time(row, "delete_time"),
                row.getBoolean("run_active"),
                attempts);
    }

    @SuppressWarnings("unchecked") // details are a map of texts
    static RunFailure failure(ResultSet row) throws SQLException {
        return new RunFailure(
                Micros.time(row.getLong("failure_time")),
                RunState.valueOf(row.getString("failed_step")),
                row.getString("failure_reason"),
                row.getString("failure_message"),
                StoredJson.read(row.getString("failure_details"), Map.class));
    }

    @SuppressWarnings("unchecked") // import keys are a map of texts
    private static JobDefinition definition(ResultSet row) throws SQLException {
        String asking = row.getString("asking");
        return new JobDefinition(
                row.getString("description"),
                row.getString("schedule"),
                row.getInt("interval_days"),
                ResourceName.read(row.getString("model_version")),
                ResourceName.read(row.getString("annotation_spec_set")),
                asking == null ? null : StoredJson.read(asking, Asking.class),
                Problem.valueOf(row.getString("problem")),
                row.getBoolean("multi_label"),
                StoredJson.read(row.getString("import_keys"), Map.class),
                new TableName(row.getString("source_project"), row.getString("dataset"), row.getString("table_name")),
                new SamplerSettings(row.getDouble("example_sample_percentage"), row.getInt("example_count")),
                new JobDraft.Messages(
                        row.getBytes("config"), row.getBytes("input_config"), row.getBytes("evaluation_config")));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.time(micros);
    }

    private static @Nullable Long micros(@Nullable Instant time) {
        return time == null ? null : Micros.of(time);
    }

    private static @Nullable String text(@Nullable ResourceName name) {
        return name == null ? null : name.toString();
    }
}
