package dev.assay.server.dataset;

import dev.assay.server.vocabulary.ResourceName;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Who keeps which resource from being deleted. Every method joins the caller's transaction. */
public interface Holds {
    /** The holder needs the resource from now on; harmless to repeat. */
    void hold(ResourceName resource, ResourceName holder);

    /** The holder needs nothing any longer. */
    void dropAll(ResourceName holder);

    /** Who holds each of these resources, in name order; resources that nobody holds are absent. */
    Map<ResourceName, List<ResourceName>> holders(Collection<ResourceName> resources);
}
