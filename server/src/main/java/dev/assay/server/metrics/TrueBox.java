package dev.assay.server.metrics;

/** Something that is in an image, and where. */
public record TrueBox(String label, BoundingBox box) {}
