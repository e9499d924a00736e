package dev.assay.server.evaluation;

import dev.assay.server.dataset.annotated.AnnotatedDataset;
import dev.assay.server.dataset.annotated.AnnotatedDatasets;
import dev.assay.server.dataset.annotated.AnnotatedItem;
import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was true of the items that a run evaluated, as an annotated dataset: written beside the snapshot and shown with it.
 * Every method joins the caller's transaction.
 */
final class RunTruth {
    private static final byte[] NOBODY_WAS_ASKED = new byte[0];

    private final AnnotatedDatasets annotatedDatasets;

    @Inject
    RunTruth(AnnotatedDatasets annotatedDatasets) {
        this.annotatedDatasets = annotatedDatasets;
    }

    void begin(SnapshotRow snapshot, Fence fence, Instant now) {
        annotatedDatasets.begin(
                new AnnotatedDataset(
                        snapshot.annotatedDataset(),
                        "Ground truth of " + snapshot.runTime() + ", revision " + snapshot.revision(),
                        "Ground truth of what revision " + snapshot.revision() + " of " + snapshot.run() + " evaluated",
                        AnnotationType.valueOf(snapshot.annotationType()),
                        Micros.truncate(now),
                        0,
                        0,
                        Map.of(),
                        NOBODY_WAS_ASKED),
                fence);
    }

    void append(ResourceName annotatedDataset, Fence fence, List<AnnotatedItem> items) {
        annotatedDatasets.append(annotatedDataset, fence, items);
    }

    /**
     * Shows it.
     *
     * @param items all items of the run, with truth or without
     */
    void complete(SnapshotRow snapshot, long items, Instant now) {
        annotatedDatasets.complete(snapshot.annotatedDataset(), items, now);
    }

    void abandon(SnapshotRow snapshot, Instant now) {
        annotatedDatasets.abandon(snapshot.annotatedDataset(), now);
    }
}
