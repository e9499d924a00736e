package dev.assay.server.labeling;

import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the items that the owner of a task wants people to be asked about; one for each kind of owner. */
public interface OwnedItems {
    /** The kind of owner whose items it lists. */
    ResourceKind owners();

    /**
     * Some of the items, in any order that is always the same; each item comes once.
     *
     * @param dataset that they are of
     * @param cursor where the part before ended; empty at first
     * @param limit the most items
     */
    Part after(ResourceName owner, ResourceName dataset, String cursor, int limit);

    /**
     * Some items.
     *
     * @param itemIds may be empty although more follow
     * @param cursor where the next part goes on; null if there is none
     */
    record Part(List<String> itemIds, @Nullable String cursor) {
        public Part {
            itemIds = List.copyOf(itemIds);
        }
    }
}
