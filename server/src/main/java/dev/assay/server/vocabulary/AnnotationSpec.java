package dev.assay.server.vocabulary;

/** A label that an annotation may carry: display names are unique within a set. */
public record AnnotationSpec(String displayName, String description) {}
