package dev.assay.server.grpc;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ServerServiceDefinition;
import java.util.Set;
import java.util.stream.Collectors;

/** The gRPC door and its endpoints. */
public final class GrpcModule extends AbstractModule {
    private final GrpcConfig config;

    /** A door of this shape. */
    public GrpcModule(GrpcConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(GrpcConfig.class).toInstance(config);
        bind(GrpcDoor.class).in(Singleton.class);
        bind(CallChain.class).in(Singleton.class);
        bind(CallThreads.class).in(Singleton.class);
        bind(OpenStreams.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), BindableService.class);
    }

    /** The endpoints behind their interceptors, for another door that serves gRPC. */
    @Provides
    @Singleton
    static Set<ServerServiceDefinition> services(Set<BindableService> endpoints, CallChain chain) {
        return endpoints.stream().map(chain::over).collect(Collectors.toUnmodifiableSet());
    }

    @Provides
    @Singleton
    static Channel inProcess(GrpcDoor door) {
        return door.channel();
    }
}
