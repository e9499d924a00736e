package dev.assay.server.job.draft;

import dev.assay.server.vocabulary.Rule;
import dev.assay.server.vocabulary.Shown;
import dev.assay.server.vocabulary.TableUri;
import dev.assay.server.vocabulary.Violations;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the input config must say: what the items are, what the model predicts of them, and where the rows go. */
final class InputChecks {
    private static final String PATH = JobChecks.CONFIG + ".input_config";
    private static final Set<String> DATA_TYPES = Set.of("IMAGE", "TEXT", "GENERAL_DATA");

    private static final List<Rule<JobDraft.Input>> RULES = List.of(
            Rule.of(
                    "data_type",
                    input -> DATA_TYPES.contains(input.dataType()),
                    input -> "must be IMAGE, TEXT or GENERAL_DATA, got " + input.dataType()),
            Rule.of(
                    "annotation_type",
                    input -> Problem.of(input.annotationType()) != null,
                    input -> "must be one of " + List.of(Problem.values()) + ", got " + input.annotationType()),
            Rule.of(
                    "annotation_type",
                    InputChecks::typesMatch,
                    input -> "must fit the data type " + input.dataType() + ", got " + input.annotationType()),
            Rule.of(
                    "classification_metadata",
                    input -> input.multiLabel() != null || !isClassification(input),
                    input -> "required for classification"),
            Rule.of(
                    "gcs_source",
                    input -> !input.fromFiles(),
                    input -> "must not be set: evaluation jobs read a bigquery_source"),
            Rule.of("bigquery_source", input -> input.fromFiles() || input.tableUri() != null, input -> "required"),
            Rule.of(
                    "bigquery_source.input_uri",
                    input -> input.tableUri() == null || TableUri.parse(input.tableUri()) != null,
                    input -> "must have the form " + TableUri.FORM + ", got "
                            + Shown.value(Objects.requireNonNullElse(input.tableUri(), ""))));

    private InputChecks() {}

    /** The problem that the input is about, or null if it names none; what is wrong with the input is noted. */
    static @Nullable Problem check(JobDraft.Input input, Violations violations) {
        Rule.check(PATH, input, RULES, violations);
        return Problem.of(input.annotationType());
    }

    /** Types that are wrong in themselves are not blamed twice. */
    private static boolean typesMatch(JobDraft.Input input) {
        Problem problem = Problem.of(input.annotationType());
        return problem == null
                || !DATA_TYPES.contains(input.dataType())
                || problem.dataType().name().equals(input.dataType());
    }

    private static boolean isClassification(JobDraft.Input input) {
        Problem problem = Problem.of(input.annotationType());
        return problem != null && !problem.isDetection();
    }
}
