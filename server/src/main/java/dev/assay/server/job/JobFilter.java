package dev.assay.server.job;

import dev.assay.server.vocabulary.Filter;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Shown;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which jobs a list shows: by the model whose version they watch, and by state. */
public final class JobFilter {
    private static final String MODEL = "evaluation_job.model_id";
    private static final String STATE = "evaluation_job.state";

    private final Filter filter;

    private JobFilter(Filter filter) {
        this.filter = filter;
    }

    /**
     * Reads a filter.
     *
     * @throws InvalidArgument naming the filter, if it cannot be read, names another field, or a state that is none
     */
    public static JobFilter parse(String text) {
        Filter filter = Filter.parse(text, Set.of(MODEL, STATE));
        List<String> states =
                Arrays.stream(JobState.values()).map(JobState::name).toList();
        filter.terms()
                .filter(term -> term.field().equals(STATE) && !states.contains(term.value()))
                .findFirst()
                .ifPresent(term -> {
                    throw InvalidArgument.of(
                            Filter.REQUEST_FIELD,
                            STATE + " must be one of " + states + ", got " + Shown.value(term.value()));
                });
        return new JobFilter(filter);
    }

    /** Whether it may leave out anything at all. */
    boolean isSelective() {
        return !(filter instanceof Filter.All);
    }

    /** The id that the models of all jobs that pass have in common; null if it asks for none. */
    @Nullable
    String modelId() {
        return filter.requiredValues(MODEL).stream()
                .findFirst()
                .map(model -> model.substring(model.lastIndexOf('/') + 1))
                .orElse(null);
    }

    /** Whether a job passes. */
    boolean matches(Job job) {
        return filter.matches((field, value) -> field.equals(MODEL)
                ? isModel(job.definition().modelVersion(), value)
                : job.state().name().equals(value));
    }

    /** A model is named by its id, or in full as {@code projects/{project}/models/{model}}. */
    private static boolean isModel(ResourceName version, String value) {
        return version.ids().get(1).equals(value) || version.toString().startsWith(value + "/versions/");
    }
}
