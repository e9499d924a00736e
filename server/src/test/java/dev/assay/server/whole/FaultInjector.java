package dev.assay.server.whole;

import dev.assay.server.store.OwnPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Does random harm to the processes of replicas and their database, and undoes it, one fault overlapping others. */
final class FaultInjector implements AutoCloseable {
    private static final int MEAN_GAP_MILLIS = 1_900;
    /** Above the lease, so that others take over what a stalled server was at. */
    private static final int LONGEST_STALL_MILLIS = 5_000;

    private static final int SHORTEST_STALL_MILLIS = 2_500;
    /** Time to get on between two of them: otherwise nothing would be under way for a fault to hit. */
    private static final long DATABASE_REST_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** What a JVM ends with by itself when it is told to stop. */
    private static final int ENDED_BEFORE_IT_WAS_READY = 143;

    private final Random random;
    private final List<Replica> replicas;
    private final OwnPostgres database;
    private final Troubles troubles;
    private final List<Kind> deck = new ArrayList<>();
    private final Map<Kind, Integer> done = new EnumMap<>(Kind.class);
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(8);
    private final Set<Replica> stopping = ConcurrentHashMap.newKeySet();
    private boolean databaseBusy;
    private long databaseFreeNanos = System.nanoTime();

    /** The faults, each as often as its weight among all. */
    enum Kind {
        SERVER_KILLED(3),
        SERVER_STALLED(4),
        SERVER_STOPPED(2),
        DATABASE_KILLED(2),
        DATABASE_STOPPED_FAST(1),
        DATABASE_STOPPED_AT_ONCE(1),
        DATABASE_STALLED(2),
        CONNECTIONS_TERMINATED(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    FaultInjector(long seed, List<Replica> replicas, OwnPostgres database, Troubles troubles) {
        this.random = new Random(seed);
        this.replicas = replicas;
        this.database = database;
        this.troubles = troubles;
    }

    /** Injects so many faults. */
    void run(int faults) throws Exception {
        for (int n = 0; n < faults; ) {
            Kind kind = draw();
            if (inject(kind)) {
                n++;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(2 * MEAN_GAP_MILLIS)));
            } else {
                deck.add(random.nextInt(deck.size() + 1), kind);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    /** How often each was injected. */
    Map<Kind, Integer> done() {
        return new EnumMap<>(done);
    }

    /** Waits until what was begun is undone, and has everything run again. */
    @Override
    public void close() throws Exception {
        later.shutdown();
        if (!later.awaitTermination(120, TimeUnit.SECONDS)) {
            later.shutdownNow();
            troubles.unexpected("a fault could not be undone");
        }
    }

    /** Like cards of a shuffled deck, so that few faults are of all kinds, too. */
    private Kind draw() {
        if (deck.isEmpty()) {
            for (Kind kind : Kind.values()) {
                deck.addAll(Collections.nCopies(kind.weight, kind));
            }
            Collections.shuffle(deck, random);
        }
        return deck.remove(deck.size() - 1);
    }

    /** False if there is nothing just now that it could be done to. */
    private boolean inject(Kind kind) throws Exception {
        boolean injected = switch (kind) {
            case SERVER_KILLED, SERVER_STALLED, SERVER_STOPPED -> server(kind);
            case CONNECTIONS_TERMINATED -> terminateConnections();
            default -> database(kind);
        };
        if (injected) {
            done.merge(kind, 1, Integer::sum);
        }
        return injected;
    }

    private boolean server(Kind kind) throws IOException {
        List<Replica> running = replicas.stream()
                .filter(replica -> !stopping.contains(replica) && replica.isAlive() && !replica.isStalled())
                .toList();
        if (running.size() < 2) {
            return false;
        }
        Replica target = running.get(random.nextInt(running.size()));
        int millis = SHORTEST_STALL_MILLIS + random.nextInt(LONGEST_STALL_MILLIS - SHORTEST_STALL_MILLIS);
        switch (kind) {
            case SERVER_KILLED -> {
                target.kill();
                target.start();
            }
            case SERVER_STALLED -> {
                target.stall();
                after(millis, target::resume);
            }
            default -> {
                stopping.add(target);
                after(0, () -> stopAndStart(target));
            }
        }
        return true;
    }

    private void stopAndStart(Replica target) throws IOException {
        Integer code = target.stop();
        if (code == null || (code != 0 && code != ENDED_BEFORE_IT_WAS_READY)) {
            troubles.unexpected("a stopped server ended with " + code);
            target.kill();
        }
        target.start();
        stopping.remove(target);
    }

    private synchronized boolean database(Kind kind) {
        if (databaseIsBusy()) {
            return false;
        }
        databaseBusy = true;
        int millis = random.nextInt(2_500);
        switch (kind) {
            case DATABASE_KILLED -> database.kill();
            case DATABASE_STOPPED_FAST -> database.stop(OwnPostgres.Stop.FAST);
            case DATABASE_STOPPED_AT_ONCE -> database.stop(OwnPostgres.Stop.IMMEDIATE);
            default -> database.stall();
        }
        after(millis, () -> {
            if (kind == Kind.DATABASE_STALLED) {
                database.resume();
            } else {
                database.restart();
            }
            databaseWorks();
        });
        return true;
    }

    private synchronized void databaseWorks() {
        databaseBusy = false;
        databaseFreeNanos = System.nanoTime() + DATABASE_REST_NANOS;
    }

    private boolean databaseIsBusy() {
        return databaseBusy || System.nanoTime() < databaseFreeNanos;
    }

    private synchronized boolean terminateConnections() {
        if (databaseIsBusy()) {
            return false;
        }
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            return statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE pid <> pg_backend_pid() AND application_name = 'assay'");
        } catch (SQLException e) {
            return false;
        }
    }

    private void after(int millis, Undoing undoing) {
        later.schedule(
                () -> {
                    try {
                        undoing.run();
                    } catch (Exception e) {
                        troubles.unexpected("cannot undo a fault: " + e);
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    @FunctionalInterface
    private interface Undoing {
        void run() throws Exception;
    }
}
