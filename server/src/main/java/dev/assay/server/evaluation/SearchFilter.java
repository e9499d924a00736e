package dev.assay.server.evaluation;

import dev.assay.server.evaluation.EvaluationStore.Candidate;
import dev.assay.server.evaluation.EvaluationStore.Search;
import dev.assay.server.vocabulary.Filter;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Shown;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A filter of evaluations: what of it a store can narrow its query by, and the whole of it for what the store found. */
final class SearchFilter {
    private static final String JOB_ID = "evaluation_job.evaluation_job_id";
    private static final String MODEL_ID = "evaluation_job.model_id";
    private static final String RUN_TIME_START = "evaluation_job.evaluation_job_run_time_start";
    private static final String RUN_TIME_END = "evaluation_job.evaluation_job_run_time_end";
    private static final String JOB_STATE = "evaluation_job.job_state";
    private static final String DISPLAY_NAME = "annotation_spec.display_name";
    private static final Set<String> FIELDS =
            Set.of(JOB_ID, MODEL_ID, RUN_TIME_START, RUN_TIME_END, JOB_STATE, DISPLAY_NAME);

    /** The state of a job that is gone. */
    private static final String STOPPED = "STOPPED";

    private static final Set<String> STATES = Set.of("SCHEDULED", "RUNNING", "PAUSED", STOPPED);
    private static final int LAST_YEAR = 9999;

    private final Filter filter;
    private final Map<String, Instant> times = new HashMap<>();

    private SearchFilter(Filter filter) {
        this.filter = filter;
        filter.terms().forEach(this::check);
    }

    /**
     * Reads a filter.
     *
     * @throws InvalidArgument if it is not of the language, names another field, or a value that its field cannot have
     */
    static SearchFilter parse(String text) {
        return new SearchFilter(Filter.parse(text, FIELDS));
    }

    /** What a store should look for. Everything that passes is among it. */
    Search search(ResourceName project) {
        return new Search(
                project,
                filter.terms()
                        .filter(term -> term.field().equals(DISPLAY_NAME))
                        .map(Filter.Term::value)
                        .distinct()
                        .toList(),
                required(JOB_ID),
                required(MODEL_ID),
                requiredTime(RUN_TIME_START),
                requiredTime(RUN_TIME_END));
    }

    /** Those that pass, in their order. Jobs are asked for their state at most once. */
    List<Candidate> select(Collection<Candidate> found, JobStates states) {
        Map<ResourceName, String> stateOf = new HashMap<>();
        if (!found.isEmpty() && filter.fields().contains(JOB_STATE)) {
            Set<ResourceName> jobs = new HashSet<>();
            found.forEach(candidate -> jobs.add(candidate.job()));
            stateOf.putAll(states.of(jobs));
        }
        return found.stream()
                .filter(candidate -> filter.matches((field, value) -> holds(candidate, field, value, stateOf)))
                .toList();
    }

    private boolean holds(Candidate candidate, String field, String value, Map<ResourceName, String> stateOf) {
        return switch (field) {
            case JOB_ID -> candidate.job().id().equals(value);
            case MODEL_ID -> candidate.modelId().equals(value);
            case RUN_TIME_START -> !candidate.runTime().isBefore(time(value));
            case RUN_TIME_END -> !candidate.runTime().isAfter(time(value));
            case JOB_STATE -> stateOf.getOrDefault(candidate.job(), STOPPED).equals(value);
            case DISPLAY_NAME -> value.equals(candidate.label());
            default -> throw new IllegalStateException("not a field: " + field);
        };
    }

    private void check(Filter.Term term) {
        switch (term.field()) {
            case RUN_TIME_START, RUN_TIME_END -> times.put(term.value(), readTime(term));
            case JOB_STATE -> {
                if (!STATES.contains(term.value())) {
                    throw wrong(term, "SCHEDULED, RUNNING, PAUSED or STOPPED");
                }
            }
            default -> {
                // Any text may be an id or a label.
            }
        }
    }

    private static Instant readTime(Filter.Term term) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(term.value());
            if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeException notATime) {
            // Told below.
        }
        throw wrong(term, "a time as in RFC 3339, such as 2026-01-31T10:00:00Z");
    }

    private static InvalidArgument wrong(Filter.Term term, String expected) {
        return InvalidArgument.of(
                Filter.REQUEST_FIELD, term.field() + " must be " + expected + ", got " + Shown.value(term.value()));
    }

    private Instant time(String value) {
        Instant time = times.get(value);
        if (time == null) {
            throw new IllegalStateException("not checked: " + value);
        }
        return time;
    }

    private @Nullable String required(String field) {
        return filter.requiredValues(field).stream().findFirst().orElse(null);
    }

    private @Nullable Instant requiredTime(String field) {
        return filter.requiredValues(field).stream().findFirst().map(this::time).orElse(null);
    }
}
