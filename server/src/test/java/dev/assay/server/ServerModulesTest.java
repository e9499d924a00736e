package dev.assay.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Binding;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Stage;
import com.google.inject.TypeLiteral;
import dev.assay.server.boot.ConfigurationSources;
import dev.assay.server.clock.Tick;
import dev.assay.server.grpc.GrpcDoor;
import dev.assay.server.store.OpenStore;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerModulesTest {
    @Test
    void everyBinding_canBeBuilt_withoutOpeningAPort(@TempDir Path directory) throws Exception {
        ServerConfig config = ServerSettings.read(
                ConfigurationSources.of(Map.of("data-dir", directory.toString()), Map.of(), null), "test");
        try (OpenStore store = OpenStore.embedded(directory)) {
            Injector injector =
                    Guice.createInjector(Stage.PRODUCTION, ServerModules.of(config, store, InstantSource.system()));

            for (Binding<?> binding : injector.getAllBindings().values()) {
                assertThat(binding.getProvider().get())
                        .as("%s", binding.getKey())
                        .isNotNull();
            }

            assertThat(injector.getInstance(Key.get(new TypeLiteral<Set<Worker>>() {})))
                    .as("each kind of work has one worker")
                    .extracting(Worker::kind)
                    .containsExactlyInAnyOrder(WorkKind.values());
            assertThat(injector.getInstance(Key.get(new TypeLiteral<Set<Tick>>() {})))
                    .extracting(Tick::name)
                    .contains("due-jobs", "deleted-jobs", "policy-watch")
                    .doesNotHaveDuplicates();
            injector.getInstance(GrpcDoor.class).stop(Duration.ofSeconds(2));
        }
    }
}
