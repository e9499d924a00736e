package dev.assay.server.telemetry;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import dev.assay.server.vocabulary.Counters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** One registry for the whole process. */
public final class TelemetryModule extends AbstractModule {
    @Override
    protected void configure() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        bind(PrometheusMeterRegistry.class).toInstance(registry);
        bind(MeterRegistry.class).to(PrometheusMeterRegistry.class);
        bind(Counters.class).to(MicrometerCounters.class);
        bind(MicrometerCounters.class).in(Singleton.class);
        bind(ProcessTelemetry.class).in(Singleton.class);
    }
}
