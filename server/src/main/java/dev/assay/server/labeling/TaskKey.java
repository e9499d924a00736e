package dev.assay.server.labeling;

import dev.assay.server.vocabulary.ResourceName;

/** A task by its name and by its key in the store. */
public record TaskKey(ResourceName name, long number) {}
