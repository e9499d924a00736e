package dev.assay.server.vocabulary;

import java.time.Duration;

/**
 * Operational numbers, as opposed to model quality. Names are dotted, as in {@code assay.predictions}; tags come in
 * pairs of key and value and have few distinct values.
 */
public interface Counters {
    /** Adds to a count. */
    void add(String name, double amount, String... tags);

    /** Records how long something took. */
    void took(String name, Duration duration, String... tags);

    /** Counts nothing: for tests and tools. */
    Counters NONE = new Counters() {
        @Override
        public void add(String name, double amount, String... tags) {}

        @Override
        public void took(String name, Duration duration, String... tags) {}
    };
}
