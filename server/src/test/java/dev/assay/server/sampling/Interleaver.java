package dev.assay.server.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs several actors, one at a time: each goes on until it pauses, and chance says who goes on then. With one seed they
 * always take turns in the same way. Actors are threads, so that ordinary code can be stopped between two statements.
 */
final class Interleaver {
    private final Random random;
    private final Semaphore turnEnded = new Semaphore(0);
    private final List<Actor> actors = new ArrayList<>();
    private @Nullable Actor running;
    private int turns;

    Interleaver(Random random) {
        this.random = random;
    }

    private static final class Actor {
        private final Semaphore turn = new Semaphore(0);
        private BooleanSupplier ready = Actor::always;
        private boolean stuck;
        private boolean ended;
        private @Nullable Throwable failure;

        static boolean always() {
            return true;
        }
    }

    /** All actors wait for each other. */
    static final class Deadlock extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Plays all of these to their ends; fails as the first of them does. */
    void play(ExecutorService threads, List<Runnable> scripts) {
        for (Runnable script : scripts) {
            Actor actor = new Actor();
            actors.add(actor);
            threads.execute(() -> play(actor, script));
        }
        while (actors.stream().anyMatch(actor -> !actor.ended)) {
            List<Actor> ready = actors.stream()
                    .filter(actor -> !actor.ended && actor.ready.getAsBoolean())
                    .toList();
            if (ready.isEmpty()) {
                ready = actors.stream().filter(actor -> !actor.ended).toList();
                ready.forEach(actor -> actor.stuck = true);
            }
            running = ready.get(random.nextInt(ready.size()));
            turns++;
            running.turn.release();
            turnEnded.acquireUninterruptibly();
        }
        for (Actor actor : actors) {
            if (actor.failure != null) {
                throw new AssertionError(String.valueOf(actor.failure), actor.failure);
            }
        }
    }

    private void play(Actor actor, Runnable script) {
        actor.turn.acquireUninterruptibly();
        try {
            script.run();
        } catch (RuntimeException | Error e) {
            actor.failure = e;
        } finally {
            actor.ended = true;
            turnEnded.release();
        }
    }

    /** Called by an actor: lets chance choose who goes on. */
    void pause() {
        await(Actor::always);
    }

    /** Called by an actor: as {@link #pause}, but it does not go on before this holds. */
    void await(BooleanSupplier ready) {
        Actor me = running;
        if (me == null) {
            return;
        }
        me.ready = ready;
        turnEnded.release();
        me.turn.acquireUninterruptibly();
        me.ready = Actor::always;
        if (me.stuck) {
            throw new Deadlock();
        }
    }

    /** How often somebody went on. */
    int turns() {
        return turns;
    }
}
