package dev.assay.server.vocabulary;

import dev.assay.server.vocabulary.InvalidArgument.FieldViolation;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, so that a client hears of everything at once. */
public final class Violations {
    private final List<FieldViolation> found = new ArrayList<>();

    /** Notes that a field is wrong. */
    public void add(String field, String description) {
        found.add(new FieldViolation(field, description));
    }

    /** Notes that a field is wrong unless the condition holds; answers the condition. */
    public boolean require(boolean condition, String field, String description) {
        if (!condition) {
            add(field, description);
        }
        return condition;
    }

    /**
     * Makes all of these checks, whatever becomes of each.
     *
     * @throws InvalidArgument with the violations that they found together
     */
    public static void requireAll(Runnable... checks) {
        Violations violations = new Violations();
        for (Runnable check : checks) {
            try {
                check.run();
            } catch (InvalidArgument invalid) {
                violations.found.addAll(invalid.violations());
            }
        }
        violations.throwIfAny();
    }

    /** Whether nothing was wrong so far. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Ends the check: throws all that was noted. */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidArgument(found);
        }
    }
}
