package dev.assay.server.dataset;

import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Violations;

/** A dataset as a client asks for it, nothing checked yet. */
public record DatasetDraft(String displayName, String description) {
    private static final String PATH = "dataset";

    /**
     * Checks the draft.
     *
     * @throws InvalidArgument with every violation there is
     */
    public void check() {
        Violations violations = new Violations();
        Titles.require(PATH, displayName, description, violations);
        violations.throwIfAny();
    }
}
