package dev.assay.server.dataset;

import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Who keeps which resource from being deleted. Every method joins the caller's transaction. */
public interface Holds {
    /** How many holders a refusal names. */
    int MAX_NAMED_HOLDERS = 10;

    /** The holder needs the resource from now on; harmless to repeat. */
    void hold(ResourceName resource, ResourceName holder);

    /** The holder needs nothing any longer. */
    void dropAll(ResourceName holder);

    /** Who holds each of these resources, in name order; resources that nobody holds are absent. */
    Map<ResourceName, List<ResourceName>> holders(Collection<ResourceName> resources);

    /** Who holds this resource, in name order. */
    default List<ResourceName> holders(ResourceName resource) {
        return holders(List.of(resource)).getOrDefault(resource, List.of());
    }

    /**
     * Goes on only if nobody holds the resource, which the caller has locked.
     *
     * @throws WrongState naming the first holders, and how many more there are
     */
    default void requireNone(ResourceName resource) {
        List<ResourceName> holders = holders(resource);
        if (holders.isEmpty()) {
            return;
        }
        String named = String.join(
                ", ",
                holders.stream()
                        .limit(MAX_NAMED_HOLDERS)
                        .map(ResourceName::toString)
                        .toList());
        int more = holders.size() - MAX_NAMED_HOLDERS;
        throw new WrongState(
                "RESOURCE_HELD",
                resource.kind().words() + " " + resource + " is held by " + named
                        + (more > 0 ? " and " + more + " more" : ""));
    }
}
