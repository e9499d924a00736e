package dev.assay.server.job.draft;

import com.google.common.collect.ImmutableSet;
import dev.assay.server.dataset.Dataset.DataType;
import org.jspecify.annotations.Nullable;

/** The kinds of problem that a job evaluates, named as the contract's annotation types, and what each asks of a job. */
public enum Problem {
    IMAGE_CLASSIFICATION_ANNOTATION(DataType.IMAGE, "image_classification_config", ImmutableSet.of(1, 3, 5)),
    IMAGE_BOUNDING_BOX_ANNOTATION(DataType.IMAGE, "bounding_poly_config", ImmutableSet.of(1, 3, 5)),
    TEXT_CLASSIFICATION_ANNOTATION(DataType.TEXT, "text_classification_config", ImmutableSet.of(1, 2, 3, 4, 5)),
    GENERAL_CLASSIFICATION_ANNOTATION(DataType.GENERAL_DATA, "image_classification_config", ImmutableSet.of());

    private final DataType dataType;
    private final String requestField;
    private final ImmutableSet<Integer> replicaCounts;

    Problem(DataType dataType, String requestField, ImmutableSet<Integer> replicaCounts) {
        this.dataType = dataType;
        this.requestField = requestField;
        this.replicaCounts = replicaCounts;
    }

    /** What the items are. */
    public DataType dataType() {
        return dataType;
    }

    /** The case of {@code human_annotation_request_config} that fits. */
    String requestField() {
        return requestField;
    }

    /** How many people may answer a question; empty where people are never asked. */
    ImmutableSet<Integer> replicaCounts() {
        return replicaCounts;
    }

    boolean asksPeople() {
        return !replicaCounts.isEmpty();
    }

    /** Whether it is about boxes, not about labels of whole items. */
    public boolean isDetection() {
        return this == IMAGE_BOUNDING_BOX_ANNOTATION;
    }

    /** The problem of an annotation type, or null if jobs do not evaluate it. */
    static @Nullable Problem of(String annotationType) {
        for (Problem problem : values()) {
            if (problem.name().equals(annotationType)) {
                return problem;
            }
        }
        return null;
    }
}
