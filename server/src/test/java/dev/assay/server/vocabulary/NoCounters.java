package dev.assay.server.vocabulary;

import java.time.Duration;

/** Counts nothing. */
public final class NoCounters implements Counters {
    @Override
    public void add(String name, double amount, String... tags) {}

    @Override
    public void took(String name, Duration duration, String... tags) {}
}
