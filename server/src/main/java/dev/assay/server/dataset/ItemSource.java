package dev.assay.server.dataset;

import dev.assay.server.dataset.DataItem.InlineImage;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.ItemIds.Place;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the items of one dataset are read from. */
interface ItemSource {
    /** What an item shows; empty if there is no such item. */
    Optional<Payload> find(Place place);

    /** The whole image that was logged inline for an item; empty if it is none, or there is no such item. */
    Optional<InlineImage> inlineImage(Place place);

    /** Goes through the items that follow one, or through all of them. */
    Cursor after(@Nullable Place place);

    /**
     * Reads what some items show, as many as fit into memory at once and the others when they are asked for. What is
     * there no more shows as {@link DataItem.Nothing}.
     */
    Function<Place, Payload> readAhead(List<Place> places);

    /** Goes through items in their order, reading no more than may be needed. */
    interface Cursor {
        /**
         * The next item, if there is one.
         *
         * @param wanted how many more may be asked for
         */
        Optional<DataItem> next(int wanted);
    }
}
