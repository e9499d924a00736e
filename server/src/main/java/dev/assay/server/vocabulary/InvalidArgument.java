package dev.assay.server.vocabulary;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The request itself is wrong: every violation found, each naming its field. */
public final class InvalidArgument extends Failure {
    private static final long serialVersionUID = 1L;

    private final transient List<FieldViolation> violations;

    /** What is wrong with one field, named by its path in proto spelling. */
    public record FieldViolation(String field, String description) {}

    InvalidArgument(List<FieldViolation> violations) {
        super(FailureKind.INVALID_ARGUMENT, "INVALID_FIELDS", message(violations), Map.of(), null);
        this.violations = List.copyOf(violations);
    }

    /** A failure of one field. */
    public static InvalidArgument of(String field, String description) {
        return new InvalidArgument(List.of(new FieldViolation(field, description)));
    }

    /** All violations, in the order they were found; never empty. */
    public List<FieldViolation> violations() {
        return violations;
    }

    private static String message(List<FieldViolation> violations) {
        return violations.stream().map(v -> v.field() + ": " + v.description()).collect(Collectors.joining("; "));
    }
}
