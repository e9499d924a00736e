package dev.assay.server.work;

import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.work.Ledger.Piece;
import dev.assay.server.work.Ledger.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Replicas that share a store of work, in virtual time, on one thread: everything that happens follows from the seed.
 * For two minutes processes crash, stall and stop, the store fails, work is cancelled and brought back. Then faults end,
 * but for one last crash, and all work must come to its end.
 */
public final class WorkSimulation {
    private static final long SECOND = 1_000_000;
    private static final long FAULTS_END = 120 * SECOND;
    private static final long LIMIT = 7_200 * SECOND;
    private static final int REPLICAS = 3;
    private static final int MAX_PIECES = 6;
    private static final int TRACED = 300;

    private final Random random;
    private final VirtualTime time = new VirtualTime();
    private final Ledger ledger = new Ledger(time);
    private final WorkStore store;
    private final Failing transactions;
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private final long skewSpread;
    private long outageUntil;
    private long refused;
    private long crashes;

    private WorkSimulation(long seed, WorkStore store, Transactions transactions) {
        this.random = new Random(seed);
        this.store = store;
        this.transactions = new Failing(transactions);
        // Clocks agree well, hardly, or not at all: more than a lease apart.
        this.skewSpread = List.of(0L, 5 * SECOND, 60 * SECOND).get(random.nextInt(3));
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(new SimulatedReplica(this, i, skewSpread == 0 ? 0 : random.nextLong(skewSpread)));
        }
    }

    /** What happened in one or several simulations. */
    public record Figures(long seeds, long events, long crashes, long takeovers, long refused) {
        /** Of none. */
        public static final Figures NONE = new Figures(0, 0, 0, 0, 0);

        /** Of these and others. */
        public Figures plus(Figures other) {
            return new Figures(
                    seeds + other.seeds,
                    events + other.events,
                    crashes + other.crashes,
                    takeovers + other.takeovers,
                    refused + other.refused);
        }
    }

    /**
     * Plays one seed over an empty store; the transactions are those of the store.
     *
     * @throws AssertionError with the seed and the last events, if anything happens that must not
     */
    public static Figures run(long seed, WorkStore store, Transactions transactions) {
        WorkSimulation world = new WorkSimulation(seed, store, transactions);
        try {
            world.play();
            return new Figures(1, world.time.events(), world.crashes, world.ledger.takeovers(), world.refused);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "-Dassay.simulation.seed=" + seed + ": " + e.getMessage() + "\n" + String.join("\n", world.trace),
                    e);
        }
    }

    // --- for replicas ---------------------------------------------------------------------------------------------

    Random random() {
        return random;
    }

    VirtualTime time() {
        return time;
    }

    Ledger ledger() {
        return ledger;
    }

    WorkStore store() {
        return store;
    }

    Transactions transactions() {
        return transactions;
    }

    /** A late write was refused. */
    void refused() {
        refused++;
    }

    void trace(String event) {
        if (trace.size() == TRACED) {
            trace.removeFirst();
        }
        trace.add(time.nowMillis() + " ms: " + event);
    }

    // --- the world ------------------------------------------------------------------------------------------------

    private void play() {
        int pieces = 1 + random.nextInt(MAX_PIECES);
        for (int i = 0; i < pieces; i++) {
            String resource = "work-" + i;
            time.after(random.nextLong(FAULTS_END), () -> add(resource));
            time.after(random.nextLong(FAULTS_END), () -> answer(resource));
        }
        replicas.forEach(SimulatedReplica::start);
        for (int i = 0; i < 4 + random.nextInt(16); i++) {
            time.after(random.nextLong(FAULTS_END), this::fault);
        }
        time.after(FAULTS_END, this::endFaults);
        while (time.now() < LIMIT && !(time.now() > 2 * FAULTS_END && ledger.allEnded())) {
            time.step();
        }
        ledger.checkEnd();
    }

    private void add(String resource) {
        int steps = 1 + random.nextInt(6);
        request(() -> {
            trace("add " + resource);
            ledger.put(resource, new Piece(State.ACTIVE, 0, steps, random.nextInt(2 * steps), false));
            store.add(resource, WorkKind.RUN, any().clock());
        });
    }

    /** The last answer of the people that a step may wait for. */
    private void answer(String resource) {
        if (!ledger.pieces().containsKey(resource)) {
            time.after(SECOND, () -> answer(resource));
            return;
        }
        request(() -> {
            trace("answer and wake " + resource);
            ledger.put(resource, ledger.piece(resource).withAnswer());
            store.wake(resource, any().clock());
        });
    }

    private void fault() {
        SimulatedReplica replica = any();
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                if (replica.isAlive()) {
                    crashes++;
                    replica.crash();
                    time.after(random.nextLong(60 * SECOND), replica::start);
                }
            }
            case 2 -> replica.stall(random.nextLong(60 * SECOND));
            case 3 -> {
                if (replica.isAlive()) {
                    replica.stop(random.nextLong(5 * SECOND));
                    time.after(5 * SECOND + random.nextLong(30 * SECOND), replica::start);
                }
            }
            case 4 -> outageUntil = time.now() + random.nextLong(5 * SECOND);
            default -> cancel();
        }
    }

    /** Cancels what is active, and brings it back soon, as its next life. */
    private void cancel() {
        List<String> active = ledger.pieces().entrySet().stream()
                .filter(entry -> entry.getValue().isActive())
                .map(Map.Entry::getKey)
                .toList();
        if (active.isEmpty()) {
            return;
        }
        String resource = active.get(random.nextInt(active.size()));
        request(() -> {
            trace("cancel " + resource);
            ledger.put(resource, ledger.piece(resource).in(State.CANCELLED));
            store.remove(resource);
            ledger.removed(resource);
        });
        time.after(random.nextLong(10 * SECOND), () -> bringBack(resource));
    }

    private void bringBack(String resource) {
        Piece piece = ledger.piece(resource);
        if (piece.state() == State.CANCELLED || piece.state() == State.FAILED) {
            request(() -> {
                trace("bring back " + resource);
                ledger.put(resource, piece.in(State.ACTIVE));
                store.add(resource, WorkKind.RUN, any().clock());
            });
        }
    }

    private void endFaults() {
        trace("faults end");
        outageUntil = 0;
        replicas.forEach(replica -> {
            replica.stall(0);
            replica.start();
        });
        // One that was about to stop does so yet.
        time.after(10 * SECOND, () -> replicas.forEach(SimulatedReplica::start));
        time.after(40 * SECOND + random.nextLong(40 * SECOND), () -> {
            SimulatedReplica last = any();
            ledger.requireTakeover(replicas.indexOf(last), takeoverLimit());
            crashes++;
            last.crash();
        });
    }

    /** The others are idle enough: they have more workers than there is work. */
    private long takeoverLimit() {
        return SimulatedReplica.LEASE.toNanos() / 1_000 + SimulatedReplica.POLL_MICROS + skewSpread + SECOND;
    }

    private SimulatedReplica any() {
        return replicas.get(random.nextInt(REPLICAS));
    }

    /** People's requests are repeated until the store takes them: here, they are never refused. */
    private void request(Runnable work) {
        transactions.reliably(() -> {
            work.run();
            return true;
        });
    }

    /** Transactions of the store and of the ledger at once; they fail while the store is out, and now and then. */
    private final class Failing implements Transactions {
        private final Transactions usual;
        private boolean inside;

        Failing(Transactions usual) {
            this.usual = usual;
        }

        @Override
        public <T> T write(Supplier<T> work) {
            if (inside) {
                return work.get();
            }
            boolean quiet = time.now() >= FAULTS_END;
            if (time.now() < outageUntil) {
                throw new Unavailable("the store is out", null);
            }
            T result = reliably(work);
            if (!quiet && random.nextInt(200) == 0) {
                trace("the answer to the last commit is lost");
                throw new Unavailable("the answer is lost", null);
            }
            return result;
        }

        <T> T reliably(Supplier<T> work) {
            Runnable rollback = ledger.rollback();
            inside = true;
            try {
                return usual.write(work);
            } catch (RuntimeException | Error e) {
                rollback.run();
                throw e;
            } finally {
                inside = false;
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
    }
}
