package dev.assay.server.telemetry;

import dev.assay.server.vocabulary.Counters;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import java.time.Duration;

/** Counters kept in a Micrometer registry, which finds a meter by its name and tags. */
final class MicrometerCounters implements Counters {
    private final MeterRegistry registry;

    @Inject
    MicrometerCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void add(String name, double amount, String... tags) {
        registry.counter(name, tags).increment(amount);
    }

    @Override
    public void took(String name, Duration duration, String... tags) {
        registry.timer(name, tags).record(duration);
    }
}
