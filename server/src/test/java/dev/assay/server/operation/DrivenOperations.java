package dev.assay.server.operation;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.dataset.Holds;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.Workbench;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Operations over some stores. Time stands still until it is moved, and work is done when the test says so. */
final class DrivenOperations {
    static final Duration LEASE = Duration.ofSeconds(20);
    static final Duration KEEP = Duration.ofDays(30);
    static final Duration LINGER = Duration.ofSeconds(60);

    private final Map<String, Double> counted = new ConcurrentHashMap<>();
    private final Injector injector;
    private Instant now = Instant.parse("2026-03-02T08:00:00.123456Z");

    /** How imports and exports are done. */
    final ScriptedWork imports;

    final ScriptedWork exports;

    DrivenOperations(Module stores) {
        Injector storing = Guice.createInjector(stores);
        Holds holds = storing.getInstance(Holds.class);
        imports = new ScriptedWork(OperationKind.IMPORT_DATA, holds);
        exports = new ScriptedWork(OperationKind.EXPORT_DATA, holds);
        injector = storing.createChildInjector(
                new WorkModule(new WorkConfig("test", LEASE)), new OperationModule(), new AbstractModule() {
                    @Override
                    protected void configure() {
                        Multibinder<OperationWork> works = Multibinder.newSetBinder(binder(), OperationWork.class);
                        works.addBinding().toInstance(imports);
                        works.addBinding().toInstance(exports);
                        bind(OperationConfig.class).toInstance(new OperationConfig(KEEP, LINGER));
                        bind(Ids.class).toInstance(new Ids());
                        bind(Counters.class).toInstance(counting());
                    }
                });
    }

    <T> T get(Class<T> type) {
        return injector.getInstance(type);
    }

    Operations operations() {
        return get(Operations.class);
    }

    /** Begins an operation that holds its subject. */
    Operation start(OperationKind kind, ResourceName subject, String request) {
        return operations()
                .start(kind, subject, request, now, name -> get(Holds.class).hold(subject, name));
    }

    /** The operation as it stands. */
    Operation current(Operation operation) {
        return operations().get(operation.name()).operation();
    }

    void cancel(Operation operation) {
        get(Cancellation.class).cancel(operation.name(), now);
    }

    Instant now() {
        return now;
    }

    void pass(Duration duration) {
        now = now.plus(duration);
    }

    Optional<Claim> claim() {
        return get(Workbench.class).claim(now);
    }

    void perform(Claim claim) {
        get(Workbench.class).work(claim, () -> now);
    }

    /** Does all work that is due by now. */
    void drive() {
        for (Optional<Claim> claim = claim(); claim.isPresent(); claim = claim()) {
            perform(claim.get());
        }
    }

    /** Does all work of this time, which passes second by second. */
    void driveFor(Duration duration) {
        Instant end = now.plus(duration);
        while (now.isBefore(end)) {
            drive();
            pass(Duration.ofSeconds(1));
        }
    }

    /** What was counted, by name and tags. */
    Map<String, Double> counted() {
        return Map.copyOf(counted);
    }

    private Counters counting() {
        return new Counters() {
            @Override
            public void add(String name, double amount, String... tags) {
                counted.merge(name + " " + String.join(" ", tags), amount, Double::sum);
            }

            @Override
            public void took(String name, Duration duration, String... tags) {}
        };
    }
}
