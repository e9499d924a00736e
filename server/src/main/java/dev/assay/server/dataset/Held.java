package dev.assay.server.dataset;

import dev.assay.server.vocabulary.ResourceName;
import java.util.List;

/** A resource, and who keeps it from being deleted, in name order. */
public record Held<T>(T resource, List<ResourceName> holders) {
    public Held {
        holders = List.copyOf(holders);
    }
}
