package dev.assay.server.operation;

import dev.assay.server.vocabulary.Filter;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Shown;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which operations a list shows.
 *
 * @param ended those that have ended
 * @param underWay those that have not
 */
public record OperationFilter(boolean ended, boolean underWay) {
    private static final String DONE = "done";
    private static final Set<String> VALUES = Set.of("true", "false");

    /**
     * Reads a filter over the field {@code done}.
     *
     * @throws InvalidArgument if it cannot be read
     */
    public static OperationFilter parse(String text) {
        Filter filter = Filter.parse(text, Set.of(DONE));
        filter.terms()
                .map(Filter.Term::value)
                .filter(value -> !VALUES.contains(value))
                .findFirst()
                .ifPresent(value -> {
                    throw InvalidArgument.of(
                            Filter.REQUEST_FIELD, DONE + " must be true or false, got " + Shown.value(value));
                });
        return new OperationFilter(
                filter.matches((field, value) -> value.equals("true")),
                filter.matches((field, value) -> value.equals("false")));
    }

    boolean passesNothing() {
        return !ended && !underWay;
    }

    /** What {@code done} must be; null if it does not matter. */
    @Nullable
    Boolean done() {
        return ended && underWay ? null : (Boolean) ended;
    }
}
