package dev.assay.server.labeling;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * What tasks ask for, remembered, because it never changes. Whether a task is open is for the store to say, in the
 * statement that depends on it.
 */
@Singleton
final class KnownTasks {
    private static final int MOST = 1_000;

    private final LabelingTaskStore store;
    private final Transactions transactions;
    private final Cache<ResourceName, KnownTask> known =
            CacheBuilder.newBuilder().maximumSize(MOST).build();

    @Inject
    KnownTasks(LabelingTaskStore store, Transactions transactions) {
        this.store = store;
        this.transactions = transactions;
    }

    /** What never changes of a task. */
    record KnownTask(TaskKey key, LabelingPlan plan) {}

    /**
     * A task by name.
     *
     * @throws NotFound if there is none
     */
    KnownTask get(ResourceName name) {
        KnownTask found = known.getIfPresent(name);
        if (found == null) {
            LabelingTask task = transactions.read(() -> store.find(name)).orElseThrow(() -> new NotFound(name));
            found = new KnownTask(task.key(), task.plan());
            known.put(name, found);
        }
        return found;
    }
}
