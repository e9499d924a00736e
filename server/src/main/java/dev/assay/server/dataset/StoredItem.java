package dev.assay.server.dataset;

import dev.assay.server.dataset.DataItem.Payload;

/**
 * An item that a dataset holds itself.
 *
 * @param number its place in the dataset, from 0 on; its id is {@link ItemIds#ofRow} of it
 */
public record StoredItem(long number, Payload payload) {
    /** About how many bytes it takes in memory and on the wire. */
    public long weight() {
        return payload.weight();
    }
}
