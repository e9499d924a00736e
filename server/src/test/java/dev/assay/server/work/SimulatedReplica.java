package dev.assay.server.work;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.NoCounters;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.work.Ledger.Holding;
import dev.assay.server.work.Ledger.Piece;
import dev.assay.server.work.Ledger.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One server process with a real {@link Workbench}: it polls with several workers, does steps that take time, and sends
 * heartbeats, as the clock door does with threads. It crashes, stalls and stops when the world says so.
 */
final class SimulatedReplica {
    static final Duration LEASE = Duration.ofSeconds(20);
    static final long POLL_MICROS = 2_000_000;
    static final int WORKERS = 3;

    private static final long SECOND = 1_000_000;
    private static final int HEARTBEATS_PER_LEASE = 4;
    private static final int MAX_CHUNKS = 3;

    private final int number;
    private final long skew;
    private final WorkSimulation world;
    private final Random random;
    private final Ledger ledger;
    private final WorkStore store;
    private final Transactions transactions;
    private final List<Step> steps = new ArrayList<>();
    private Workbench workbench;
    private int incarnation;
    private boolean alive;
    private boolean stopping;
    private long stalledUntil;
    private @Nullable Step concluding;

    SimulatedReplica(WorkSimulation world, int number, long skewMicros) {
        this.world = world;
        this.number = number;
        this.skew = skewMicros;
        this.random = world.random();
        this.ledger = world.ledger();
        this.transactions = world.transactions();
        this.store = new LateHandBacks(world.store());
        this.workbench = newWorkbench();
    }

    // --- what the world does to it --------------------------------------------------------------------------------

    /** Starts its process, unless that runs. */
    void start() {
        if (alive) {
            return;
        }
        alive = true;
        stopping = false;
        incarnation++;
        stalledUntil = 0;
        workbench = newWorkbench();
        for (int worker = 0; worker < WORKERS; worker++) {
            after(random.nextLong(POLL_MICROS), this::look);
        }
        after(beat(), this::heartbeat);
    }

    /** Ends its process without a word. */
    void crash() {
        world.trace("replica " + number + " crashes with " + steps.size() + " steps");
        incarnation++;
        alive = false;
        steps.clear();
    }

    /** Nothing happens in it for a while, and then all that should have. */
    void stall(long micros) {
        world.trace("replica " + number + " stalls for " + micros / SECOND + " s");
        stalledUntil = world.time().now() + micros;
    }

    /** Claims nothing more; what is not done within the grace is interrupted and handed back. */
    void stop(long graceMicros) {
        world.trace("replica " + number + " stops");
        stopping = true;
        after(graceMicros, () -> {
            workbench.cutOff();
            List.copyOf(steps).forEach(step -> step.fail(new IllegalStateException("interrupted")));
            incarnation++;
            alive = false;
        });
    }

    boolean isAlive() {
        return alive;
    }

    Instant clock() {
        return world.time().onClock(skew);
    }

    // --- its threads ----------------------------------------------------------------------------------------------

    private void look() {
        if (stopping) {
            return;
        }
        try {
            Optional<Claim> claim = workbench.claim(clock());
            if (claim.isPresent()) {
                Holding holding = new Holding(claim.get(), number);
                world.trace(holding + ", lease to its " + clock().plus(LEASE));
                ledger.claimed(holding);
                Step step = new Step(holding);
                steps.add(step);
                after(random.nextLong(SECOND / 10), step::begin);
                return;
            }
        } catch (Unavailable e) {
            // The claim may stand all the same: then nobody knows it, and its lease runs out.
        }
        after(POLL_MICROS, this::look);
    }

    private void heartbeat() {
        for (Step step : List.copyOf(steps)) {
            try {
                if (!workbench.extend(step.holding.claim, clock())) {
                    step.interrupted = true;
                }
            } catch (Unavailable e) {
                // The next beat tries again.
            }
        }
        after(beat(), this::heartbeat);
    }

    private static long beat() {
        return LEASE.toMillis() * 1_000 / HEARTBEATS_PER_LEASE;
    }

    /** Later in the life of this process: never after it crashed, and late if it stalls. */
    private void after(long micros, Runnable action) {
        int mine = incarnation;
        world.time().after(micros, () -> happen(mine, action));
    }

    private void happen(int mine, Runnable action) {
        if (mine != incarnation) {
            return;
        }
        long stall = stalledUntil - world.time().now();
        if (stall > 0) {
            world.time().after(stall + random.nextLong(SECOND / 100), () -> happen(mine, action));
        } else {
            action.run();
        }
    }

    private Workbench newWorkbench() {
        return new Workbench(
                store,
                transactions,
                Set.of(new SimulatedWorker()),
                new WorkConfig("replica-" + number, LEASE),
                new NoCounters());
    }

    /** A step under way: some fenced writes with time between them, and one that moves the work on. */
    private final class Step {
        private final Holding holding;
        private final Fence fence;
        private int chunks = random.nextInt(MAX_CHUNKS + 1);
        private boolean interrupted;
        private boolean ended;
        private @Nullable Piece seen;
        private @Nullable RuntimeException failure;

        Step(Holding holding) {
            this.holding = holding;
            this.fence = holding.claim.fence();
        }

        void begin() {
            seen = ledger.piece(fence.resource());
            goOn();
        }

        private void goOn() {
            long longest = random.nextInt(8) == 0 ? 40 * SECOND : 4 * SECOND;
            after(random.nextLong(longest), chunks-- > 0 ? this::writeChunk : this::end);
        }

        private void writeChunk() {
            if (ended) {
                return;
            }
            try {
                if (interrupted) {
                    throw new IllegalStateException("interrupted");
                }
                transactions.write(() -> {
                    store.check(fence);
                    ledger.wrote(holding);
                });
                goOn();
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        void fail(RuntimeException e) {
            failure = e;
            end();
        }

        private void end() {
            if (ended) {
                return;
            }
            ended = true;
            concluding = this;
            workbench.work(holding.claim, SimulatedReplica.this::clock);
            concluding = null;
            steps.remove(this);
            after(random.nextLong(SECOND / 10), SimulatedReplica.this::look);
        }

        /** Drawn anew at each try: most succeed. */
        Worker.Next conclude() {
            if (failure != null) {
                throw failure;
            }
            Piece before = Objects.requireNonNull(seen);
            if (!before.isActive()) {
                transactions.write(() -> store.check(fence));
                throw new Ledger.Violation(holding + " is in force and the work has ended: " + before);
            }
            if (before.step() == before.asking() && !before.answered()) {
                return new Worker.Next(Instant.MAX);
            }
            int luck = random.nextInt(100);
            if (luck < 10) {
                throw new IllegalStateException("a step fails now and then");
            }
            if (luck < 16) {
                return new Worker.Next(clock().plusSeconds(5 + random.nextInt(10)));
            }
            Piece after = before.advanced();
            move(before, after);
            return after.isActive() ? new Worker.Next(clock()) : Worker.Next.DONE;
        }

        void move(Piece before, Piece after) {
            transactions.write(() -> {
                store.check(fence);
                if (!ledger.replace(fence.resource(), before, after)) {
                    throw new Superseded(fence);
                }
                if (!after.isActive()) {
                    store.remove(fence.resource());
                }
                world.trace(holding + " commits " + after);
                ledger.wrote(holding);
                if (!after.isActive()) {
                    ledger.removed(fence.resource());
                }
            });
        }
    }

    private final class SimulatedWorker implements Worker {
        @Override
        public WorkKind kind() {
            return WorkKind.RUN;
        }

        @Override
        public Next step(Claim claim, InstantSource clock) {
            try {
                return Objects.requireNonNull(concluding).conclude();
            } catch (Superseded e) {
                world.refused();
                throw e;
            }
        }

        @Override
        public void giveUp(Claim claim, Throwable failure, Instant now) {
            Step step = Objects.requireNonNull(concluding);
            Piece before = ledger.piece(claim.fence().resource());
            step.move(before, before.in(State.FAILED));
        }
    }

    /** Between the last write of a step and the hand-back, anything may happen. */
    private final class LateHandBacks extends ForwardingWorkStore {
        LateHandBacks(WorkStore store) {
            super(store);
        }

        @Override
        public void handBack(Fence fence, Instant wakeTime, int tries) {
            Holding holding = Objects.requireNonNull(concluding).holding;
            if (random.nextInt(3) > 0) {
                super.handBack(fence, wakeTime, tries);
                handedBack(holding, wakeTime);
                return;
            }
            after(random.nextLong(SECOND), () -> {
                try {
                    transactions.write(() -> {
                        super.handBack(fence, wakeTime, tries);
                        handedBack(holding, wakeTime);
                    });
                } catch (Superseded e) {
                    world.refused();
                } catch (Unavailable e) {
                    // The lease runs out.
                }
            });
        }

        private void handedBack(Holding holding, Instant wakeTime) {
            world.trace(holding + " handed back until " + (wakeTime.equals(Instant.MAX) ? "woken" : wakeTime));
            ledger.wrote(holding);
            ledger.released(holding.resource());
        }
    }
}
