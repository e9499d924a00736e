package dev.assay.server.store;

import dev.assay.server.dataset.Holds;
import dev.assay.server.vocabulary.ResourceName;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who holds what. */
final class SqlHolds implements Holds {
    private final Database database;

    @Inject
    SqlHolds(Database database) {
        this.database = database;
    }

    @Override
    public void hold(ResourceName resource, ResourceName holder) {
        database.update(handle -> handle.execute(
                "INSERT INTO hold (resource, holder) VALUES (?, ?) ON CONFLICT DO NOTHING",
                resource.toString(),
                holder.toString()));
    }

    @Override
    public void dropAll(ResourceName holder) {
        database.update(handle -> handle.execute("DELETE FROM hold WHERE holder = ?", holder.toString()));
    }

    @Override
    public Map<ResourceName, List<ResourceName>> holders(Collection<ResourceName> resources) {
        Map<ResourceName, List<ResourceName>> holders = new TreeMap<>();
        if (!resources.isEmpty()) {
            database.query(handle -> handle.createQuery(
                                    "SELECT resource, holder FROM hold WHERE resource IN (<names>) ORDER BY resource, holder")
                            .bindList(
                                    "names",
                                    resources.stream()
                                            .map(ResourceName::toString)
                                            .toList())
                            .map((row, context) -> Map.entry(
                                    ResourceName.read(row.getString("resource")),
                                    ResourceName.read(row.getString("holder"))))
                            .list())
                    .forEach(hold -> holders.computeIfAbsent(hold.getKey(), name -> new ArrayList<>())
                            .add(hold.getValue()));
        }
        return holders;
    }
}
