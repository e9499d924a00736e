package dev.assay.server.evaluation;

import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.metrics.SpillPlace;
import jakarta.inject.Inject;

/** Which kind the items of a snapshot are of. */
final class ItemKinds {
    private final BoxOptions boxOptions;
    private final SpillPlace spillPlace;

    @Inject
    ItemKinds(BoxOptions boxOptions, SpillPlace spillPlace) {
        this.boxOptions = boxOptions;
        this.spillPlace = spillPlace;
    }

    ItemKind of(SnapshotRow snapshot) {
        return isOfBoxes(snapshot)
                ? new BoxItems(
                        ItemJson.readLabels(snapshot.labels()), boxOptions.iouThreshold(snapshot.config()), spillPlace)
                : new LabelItems(ItemJson.readLabels(snapshot.labels()), snapshot.multiLabel(), spillPlace);
    }

    static boolean isOfBoxes(SnapshotRow snapshot) {
        return AnnotationType.IMAGE_BOUNDING_BOX_ANNOTATION.name().equals(snapshot.annotationType());
    }
}
