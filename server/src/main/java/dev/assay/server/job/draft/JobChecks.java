package dev.assay.server.job.draft;

import static java.util.Objects.requireNonNull;

import dev.assay.server.job.schedule.InvalidScheduleException;
import dev.assay.server.job.schedule.Schedule;
import dev.assay.server.job.schedule.ScheduleMode;
import dev.assay.server.labeling.Asking;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.sampling.TableName;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Rule;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.TableUri;
import dev.assay.server.vocabulary.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a draft as a whole: everything that can be told from the request alone. */
public final class JobChecks {
    static final String CONFIG = "job.evaluation_job_config";

    // It is kept and echoed whole, with fields that nothing reads. What is read takes less than half of this.
    private static final int MAX_CONFIG_BYTES = 100_000;

    private static final List<Rule<JobDraft>> RULES = List.of(
            Rule.length("description", JobDraft::description, 1, 25_000),
            nameRule("model_version", ResourceKind.MODEL_VERSION),
            nameRule("annotation_spec_set", ResourceKind.ANNOTATION_SPEC_SET));

    private JobChecks() {}

    /**
     * Makes the definition of a job.
     *
     * @param mode what the schedule is held to
     * @throws InvalidArgument with every violation there is
     */
    public static JobDefinition check(JobDraft draft, ScheduleMode mode) {
        Violations violations = new Violations();
        violations.require(
                ResourceName.tryParse(ResourceKind.PROJECT, draft.parent()) != null,
                "parent",
                malformed(ResourceKind.PROJECT, draft.parent()));
        Rule.check("job", draft, RULES, violations);
        Schedule schedule = schedule(draft.schedule(), mode, violations);
        JobDraft.Config config = draft.config();
        Problem problem = InputChecks.check(config.input(), violations);
        AnnotationRequestChecks.check(draft, problem, violations);
        PeopleChecks.check(draft, problem, violations);
        EvaluationChecks.check(config, problem, violations);
        ImportKeyChecks.check(config.importKeys(), problem, violations);
        SamplerSettings sampling = new SamplerSettings(config.exampleSamplePercentage(), config.exampleCount());
        SamplingChecks.check(CONFIG, sampling, violations);
        violations.require(
                config.messages().config().length <= MAX_CONFIG_BYTES,
                CONFIG,
                "must take at most " + MAX_CONFIG_BYTES + " bytes, got "
                        + config.messages().config().length);
        violations.throwIfAny();
        return definition(draft, requireNonNull(schedule), requireNonNull(problem), sampling);
    }

    private static JobDefinition definition(
            JobDraft draft, Schedule schedule, Problem problem, SamplerSettings sampling) {
        JobDraft.Config config = draft.config();
        Boolean multiLabel = config.input().multiLabel();
        return new JobDefinition(
                draft.description(),
                draft.schedule(),
                schedule.meanIntervalDays(),
                name(ResourceKind.MODEL_VERSION, draft.modelVersion()),
                name(ResourceKind.ANNOTATION_SPEC_SET, draft.annotationSpecSet()),
                asking(config),
                problem,
                !problem.isDetection() && Boolean.TRUE.equals(multiLabel),
                config.importKeys(),
                table(requireNonNull(config.input().tableUri())),
                sampling,
                config.messages());
    }

    private static @Nullable Asking asking(JobDraft.Config config) {
        return config.people() == null
                ? null
                : new Asking(config.people(), requireNonNull(config.annotationRequest()), config.askingConfig());
    }

    private static TableName table(String text) {
        TableUri uri = requireNonNull(TableUri.parse(text));
        return new TableName(uri.project(), uri.dataset(), uri.table());
    }

    private static @Nullable Schedule schedule(String text, ScheduleMode mode, Violations violations) {
        try {
            return Schedule.parse(text, mode);
        } catch (InvalidScheduleException e) {
            violations.add("job.schedule", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static Rule<JobDraft> nameRule(String field, ResourceKind kind) {
        return Rule.of(
                field,
                draft -> ResourceName.tryParse(kind, text(draft, kind)) != null,
                draft -> malformed(kind, text(draft, kind)));
    }

    private static String text(JobDraft draft, ResourceKind kind) {
        return kind == ResourceKind.MODEL_VERSION ? draft.modelVersion() : draft.annotationSpecSet();
    }

    static String malformed(ResourceKind kind, String text) {
        return "must have the form " + kind.pattern() + ", got " + Shown.value(text);
    }

    private static ResourceName name(ResourceKind kind, String text) {
        return requireNonNull(ResourceName.tryParse(kind, text));
    }
}
