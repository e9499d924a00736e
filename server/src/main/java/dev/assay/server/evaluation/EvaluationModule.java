package dev.assay.server.evaluation;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.dataset.DatasetContents;

/**
 * Binds what this room offers. Its store is bound by its room, what options say by the door, the place for temporary files by
 * the root.
 */
public final class EvaluationModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(Evaluations.class);
        bind(EvaluationSearch.class);
        bind(SnapshotBuilder.class);
        bind(ItemKinds.class);
        bind(RunTruth.class);
        bind(SnapshotContents.class);
        Multibinder.newSetBinder(binder(), DatasetContents.class).addBinding().to(SnapshotContents.class);
    }
}
