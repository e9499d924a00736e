package dev.assay.server.dataset.annotated;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import java.time.Instant;
import java.util.List;

/** Annotated datasets: filled by those who gather annotations, read and deleted by everybody. */
public final class AnnotatedDatasets {
    /**
     * Begins an annotated dataset that nobody sees yet, emptied if an earlier try left something. Makes transactions of
     * its own.
     *
     * @throws Superseded if the fence is not the one in force
     */
    public void begin(AnnotatedDataset dataset, Fence fence) {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds what was said of items; joins the caller's transaction, or makes one. An item that is there already is left
     * as it is.
     *
     * @param items at most 2,000
     * @throws Superseded if the fence is not the one in force
     */
    public void append(ResourceName dataset, Fence fence, List<AnnotatedItem> items) {
        throw new UnsupportedOperationException();
    }

    /**
     * Shows a filled annotated dataset: from now on it never changes. Joins the caller's transaction, which checks the
     * fence. Counts are those of what was appended.
     *
     * @param exampleCount how many items were to be annotated
     */
    public AnnotatedDataset complete(ResourceName dataset, long exampleCount, Instant now) {
        throw new UnsupportedOperationException();
    }
}
