package dev.assay.server.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.assay.server.vocabulary.Counters;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TickerTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456789Z");
    private static final Duration PERIOD = Duration.ofMillis(5);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void tick_isToldTheTime_inMicroseconds_againAndAgain() throws Exception {
        Queue<Instant> seen = new ConcurrentLinkedQueue<>();
        Ticker ticker = ticker(new Tick("seen", PERIOD, seen::add));

        ticker.start();
        await().until(() -> seen.size() >= 3);
        ticker.stop(LIMIT);

        assertThat(seen).containsOnly(Instant.parse("2026-01-02T03:04:05.123456Z"));
    }

    @Test
    void failingTick_comesAgain_andIsCounted() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Queue<String> counted = new ConcurrentLinkedQueue<>();
        Counters counters = new Counters() {
            @Override
            public void add(String name, double amount, String... tags) {
                counted.add(name + String.join(",", tags));
            }

            @Override
            public void took(String name, Duration duration, String... tags) {}
        };
        Ticker ticker = new Ticker(
                Set.of(new Tick("broken", PERIOD, now -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("broken");
                })),
                () -> NOW,
                counters);

        ticker.start();
        await().until(() -> tries.get() >= 3);
        ticker.stop(LIMIT);

        assertThat(counted).hasSize(tries.get()).containsOnly("assay.tick.failurestick,broken");
    }

    @Test
    void tick_neverOverlapsItself_andDelaysNoOther() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger slow = new AtomicInteger();
        AtomicInteger quick = new AtomicInteger();
        Ticker ticker = ticker(
                new Tick("slow", PERIOD, now -> {
                    slow.incrementAndGet();
                    await().until(() -> release.getCount() == 0);
                }),
                new Tick("quick", PERIOD, now -> quick.incrementAndGet()));

        ticker.start();
        await().until(() -> quick.get() >= 5);
        int begun = slow.get();
        release.countDown();
        ticker.stop(LIMIT);

        assertThat(begun).isEqualTo(1);
    }

    @Test
    void stop_waitsForTheRunningTick() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Ticker ticker = ticker(new Tick("long", Duration.ofHours(1), now -> {
            entered.countDown();
            await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            ended.incrementAndGet();
        }));

        ticker.start();
        entered.await();
        ticker.stop(LIMIT);

        assertThat(ended).hasValue(1);
    }

    private static Ticker ticker(Tick... ticks) {
        return new Ticker(Set.of(ticks), () -> NOW, Counters.NONE);
    }
}
