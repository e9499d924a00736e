package dev.assay.server.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.Bell;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.WorkStore;
import dev.assay.server.work.Workbench;
import dev.assay.server.work.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases last an hour of a time that is moved by hand; the heart beats in real milliseconds. */
class WorkerPoolTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final Duration LEASE = Duration.ofHours(1);
    private static final Duration BEAT = Duration.ofMillis(5);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final BlockingWorker worker = new BlockingWorker();
    private volatile Instant now = START;
    private EmbeddedStores stores;
    private Injector injector;
    private WorkerPool pool;

    @BeforeEach
    void open() {
        stores = EmbeddedStores.open(directory);
        injector = Guice.createInjector(
                stores.module(), new WorkModule(new WorkConfig("me", LEASE)), new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(Counters.class).toInstance(Counters.NONE);
                        Multibinder.newSetBinder(binder(), Worker.class)
                                .addBinding()
                                .toInstance(worker);
                    }
                });
        pool = new WorkerPool(
                injector.getInstance(Workbench.class),
                injector.getInstance(Bell.class),
                () -> now,
                new ClockConfig(1, Duration.ofMillis(5), BEAT.multipliedBy(4)));
        Transactions transactions = injector.getInstance(Transactions.class);
        transactions.write(() -> injector.getInstance(WorkStore.class).add("work", WorkKind.RUN, START));
    }

    @AfterEach
    void close() throws Exception {
        worker.go.countDown();
        pool.stop(LIMIT);
        stores.close();
    }

    @Test
    void heartbeat_keepsTheLease_forAsLongAsTheStepLasts() throws Exception {
        begin();

        for (int i = 0; i < 3; i++) {
            now = now.plus(LEASE.minusMinutes(10));
            awaitLeaseEnd(now.plus(LEASE));
        }

        assertThat(injector.getInstance(Workbench.class).claim(now)).isEmpty();
        assertThat(worker.steps).hasValue(1);
    }

    @Test
    void lostLease_interruptsTheStep() throws Exception {
        begin();

        stores.execute("UPDATE work SET number = number + 1, owner = 'another'");

        assertThat(worker.interrupted.await(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
        await().untilAsserted(() -> assertThat(stores.texts("SELECT owner FROM work"))
                .as("the lease of the other one stands")
                .containsExactly("another"));
    }

    @Test
    void stop_interruptsWhatLasts_andHandsItBack_withoutCountingATry() throws Exception {
        stores.execute("UPDATE work SET tries = 4");
        begin();

        pool.stop(Duration.ofMillis(50));

        await().untilAsserted(() -> assertThat(
                        stores.texts("SELECT coalesce(owner, 'nobody') || ' ' || tries || ' ' || kind FROM work"))
                .containsExactly("nobody 4 RUN"));
        assertThat(worker.givenUp).hasValue(0);
        assertThat(injector.getInstance(Workbench.class).claim(now)).isPresent();
    }

    @Test
    void stop_letsAStepEnd_withinTheLimit() throws Exception {
        begin();

        worker.go.countDown();
        pool.stop(LIMIT);

        assertThat(worker.interrupted.getCount()).isEqualTo(1);
        assertThat(stores.texts("SELECT coalesce(owner, 'nobody') FROM work")).containsExactly("nobody");
    }

    private void begin() throws InterruptedException {
        pool.start();
        assertThat(worker.begun.await(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
    }

    private void awaitLeaseEnd(Instant end) {
        String micros = Long.toString(end.getEpochSecond() * 1_000_000);
        await().untilAsserted(() ->
                assertThat(stores.texts("SELECT wake_time FROM work")).containsExactly(micros));
    }

    /** A step that lasts until it is let go or interrupted, and is due again in a day. */
    private static final class BlockingWorker implements Worker {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final CountDownLatch interrupted = new CountDownLatch(1);
        final AtomicInteger steps = new AtomicInteger();
        final AtomicInteger givenUp = new AtomicInteger();

        @Override
        public WorkKind kind() {
            return WorkKind.RUN;
        }

        @Override
        public Next step(Claim claim, InstantSource clock) {
            steps.incrementAndGet();
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new IllegalStateException(e);
            }
            return new Next(clock.instant().plus(Duration.ofDays(1)));
        }

        @Override
        public void giveUp(Claim claim, Throwable failure, Instant now) {
            givenUp.incrementAndGet();
        }
    }
}
