package dev.assay.server.dataset;

import dev.assay.server.vocabulary.ResourceName;

/** Which instructions for labelers exist. */
@FunctionalInterface
public interface Instructions {
    /** No instruction can be created yet, so none exists. */
    Instructions NONE = name -> false;

    /** Whether there is an instruction of this name. */
    boolean exists(ResourceName name);
}
