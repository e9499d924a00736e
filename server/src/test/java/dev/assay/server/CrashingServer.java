package dev.assay.server;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import com.google.inject.util.Modules;
import dev.assay.server.boot.ConfigurationSources;
import dev.assay.server.evaluation.EvaluationStore;
import dev.assay.server.run.Run;
import dev.assay.server.run.RunStore;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A whole server that dies, as by {@code kill -9}, right before or right after the commit of one step of a run: the first
 * time it gets there once the file {@code -Dcrash.armed} exists.
 */
public final class CrashingServer {
    private static final int KILLED = 137;

    private CrashingServer() {}

    /** Takes the arguments of {@code serve}. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> given = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            given.put(arguments[i].substring(2), arguments[i + 1]);
        }
        ServerConfig config = ServerSettings.read(ConfigurationSources.of(given, Map.of(), null), ServeCommand.owner());
        Logging.configure(config.process());
        AssayServer server = AssayServer.start(config, store -> {
            Module usual = Modules.combine(ServerModules.of(config, store, InstantSource.system()));
            return Modules.override(usual).with(new Crashing());
        });
        System.out.println("ready grpc=" + ServeCommand.shown(server.grpcAddress()) + " web="
                + ServeCommand.shown(server.webAddress()));
        Thread.currentThread().join();
    }

    /** Puts itself between the domain and its stores. */
    private static final class Crashing extends AbstractModule {
        private final CrashPoint point = new CrashPoint(
                System.getProperty("crash.step"),
                System.getProperty("crash.when").equals("after"),
                Path.of(System.getProperty("crash.armed")));

        @Override
        protected void configure() {
            watch(RunStore.class, "SqlRunStore");
            watch(EvaluationStore.class, "SqlEvaluationStore");
            Provider<? extends Transactions> usual = provider("Database", Transactions.class);
            bind(Transactions.class).toProvider(() -> point.around(usual.get())).in(Singleton.class);
        }

        private <T> void watch(Class<T> store, String kept) {
            Provider<? extends T> usual = provider(kept, store);
            bind(store).toProvider(() -> point.watching(store, usual.get())).in(Singleton.class);
        }

        private <T> Provider<? extends T> provider(String name, Class<T> type) {
            try {
                return getProvider(
                        Class.forName("dev.assay.server.store." + name).asSubclass(type));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** One step, one side of its commit. */
    private record CrashPoint(String step, boolean after, Path armed) {
        private static final ThreadLocal<Boolean> PASSED = ThreadLocal.withInitial(() -> false);
        private static volatile boolean reached;

        <T> T watching(Class<T> type, T usual) {
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        Object result;
                        try {
                            result = method.invoke(usual, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                        if (step.equals(stepOf(method, arguments)) && Files.exists(armed)) {
                            reach();
                        }
                        return result;
                    }));
        }

        private void reach() {
            if (!after) {
                Runtime.getRuntime().halt(KILLED);
            }
            reached = true;
        }

        private static String stepOf(Method method, Object[] arguments) {
            return switch (method.getName()) {
                case "insert" -> "BEGIN";
                case "replace" -> ((Run) arguments[0]).state().name();
                case "appendItems" -> "SNAPSHOT";
                default -> "";
            };
        }

        Transactions around(Transactions usual) {
            return new Transactions() {
                @Override
                public <T> T write(Supplier<T> work) {
                    boolean outermost = !PASSED.get();
                    PASSED.set(true);
                    try {
                        T result = usual.write(work);
                        if (outermost
                                && reached
                                && !Thread.currentThread().getName().equals("sqlite-writer")) {
                            Runtime.getRuntime().halt(KILLED);
                        }
                        return result;
                    } finally {
                        PASSED.set(!outermost);
                    }
                }

                @Override
                public <T> T read(Supplier<T> work) {
                    return usual.read(work);
                }

                @Override
                public void lock(ResourceName resource) {
                    usual.lock(resource);
                }
            };
        }
    }
}
