package dev.assay.server.grpc;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.dataset.transfer.ImportModule;
import dev.assay.server.objects.ObjectsConfig;
import dev.assay.server.objects.ObjectsConfig.CloudAccess;
import dev.assay.server.objects.ObjectsConfig.Folder;
import dev.assay.server.objects.ObjectsModule;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What imports need beside the stores and datasets, for doors that have nothing of it. */
final class ImportParts extends AbstractModule {
    private final Path folder;

    ImportParts(Path folder) {
        this.folder = folder;
    }

    /** The bucket {@code bucket}, which is this folder. */
    static ObjectsModule bucket(Path folder) {
        return new ObjectsModule(
                new ObjectsConfig(Map.of("bucket", new Folder(folder)), new CloudAccess(null, null, true)));
    }

    @Override
    protected void configure() {
        install(new WorkModule(new WorkConfig("test", Duration.ofSeconds(20))));
        install(new OperationModule());
        install(new ImportModule());
        install(bucket(folder));
        bind(OperationConfig.class).toInstance(new OperationConfig(Duration.ofDays(30), Duration.ofSeconds(60)));
        bind(Counters.class).toInstance(Counters.NONE);
        Multibinder.newSetBinder(binder(), OperationMessages.class).addBinding().to(ImportMessages.class);
    }
}
