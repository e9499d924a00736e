package dev.assay.server.labeling;

import dev.assay.server.dataset.DataItem.InlineImage;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** What items show. */
final class ItemPayloads {
    private final Datasets datasets;
    private final DataItems items;

    @Inject
    ItemPayloads(Datasets datasets, DataItems items) {
        this.datasets = datasets;
        this.items = items;
    }

    /**
     * What one item shows.
     *
     * @throws NotFound if the dataset is gone
     */
    Payload of(ResourceName dataset, String itemId) {
        return items.show(datasets.get(dataset), List.of(itemId), Long.MAX_VALUE)
                .get(0)
                .payload();
    }

    /**
     * The whole image of an item that was logged inline; empty if it was not.
     *
     * @throws NotFound if the dataset is gone
     */
    Optional<InlineImage> inlineImage(ResourceName dataset, String itemId) {
        return items.inlineImage(datasets.get(dataset), itemId);
    }
}
