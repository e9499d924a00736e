package dev.assay.server.work;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated work is about, kept in the transactions of its store; and beside that what really happened, which
 * no replica knows and every event is judged by.
 */
final class Ledger {
    private final VirtualTime time;
    private Map<String, Piece> pieces = new TreeMap<>();
    private List<String> effects = new ArrayList<>();

    // --- what really happened -------------------------------------------------------------------------------------
    private final Map<String, Holding> holders = new HashMap<>();
    private final Map<String, Long> lastNumbers = new HashMap<>();
    private final Set<String> numbers = new HashSet<>();
    private final Map<String, Long> takeoverDeadlines = new HashMap<>();
    private long takeovers;

    Ledger(VirtualTime time) {
        this.time = time;
    }

    /** One claim as a replica holds it; two that look alike are two. */
    static final class Holding {
        final Claim claim;
        final int replica;

        Holding(Claim claim, int replica) {
            this.claim = claim;
            this.replica = replica;
        }

        String resource() {
            return claim.fence().resource();
        }

        @Override
        public String toString() {
            return "claim " + claim.fence().number() + " of " + resource() + " by replica " + replica;
        }
    }

    /** How a piece of work stands. */
    enum State {
        ACTIVE,
        DONE,
        FAILED,
        CANCELLED
    }

    /**
     * A piece of work.
     *
     * @param step the next one
     * @param asking the step that needs an answer of the world
     */
    record Piece(State state, int step, int steps, int asking, boolean answered) {
        boolean isActive() {
            return state == State.ACTIVE;
        }

        Piece in(State next) {
            return new Piece(next, step, steps, asking, answered);
        }

        /** Past the step at hand. */
        Piece advanced() {
            int next = step + 1;
            return new Piece(next == steps ? State.DONE : State.ACTIVE, next, steps, asking, answered);
        }

        Piece withAnswer() {
            return new Piece(state, step, steps, asking, true);
        }
    }

    // --- in transactions ------------------------------------------------------------------------------------------

    /** What a failed transaction goes back to. */
    Runnable rollback() {
        Map<String, Piece> before = new TreeMap<>(pieces);
        int effectsBefore = effects.size();
        return () -> {
            pieces = before;
            effects = new ArrayList<>(effects.subList(0, effectsBefore));
        };
    }

    Map<String, Piece> pieces() {
        return pieces;
    }

    Piece piece(String resource) {
        return Objects.requireNonNull(pieces.get(resource));
    }

    void put(String resource, Piece piece) {
        pieces.put(resource, piece);
    }

    /** Moves a piece on if it still stands in the same step, as runs do; a retry in between does not show. */
    boolean replace(String resource, Piece before, Piece after) {
        Piece standing = piece(resource);
        if (standing.state() != before.state() || standing.step() != before.step()) {
            return false;
        }
        if (after.step() > before.step()) {
            effects.add(resource + " step " + before.step());
        }
        pieces.put(resource, after.answered() == standing.answered() ? after : after.withAnswer());
        return true;
    }

    // --- what really happened -------------------------------------------------------------------------------------

    /** A replica was given a claim. */
    void claimed(Holding holding) {
        String resource = holding.resource();
        long number = holding.claim.fence().number();
        Long last = lastNumbers.put(resource, number);
        require(last == null || number > last, "the number of " + holding + " is not above " + last);
        require(numbers.add(resource + "#" + number), "the number of " + holding + " was used before");
        Long deadline = takeoverDeadlines.remove(resource);
        require(deadline == null || time.now() <= deadline, holding + " comes too late after a crash");
        if (holders.put(resource, holding) != null) {
            takeovers++;
        }
    }

    /** A fenced write was committed. */
    void wrote(Holding holding) {
        require(
                holders.get(holding.resource()) == holding,
                "a write under " + holding + " was committed, which had passed on: " + holders.get(holding.resource()));
    }

    /** A claim ended: it was handed back, or the work was removed or woken. */
    void released(String resource) {
        holders.remove(resource);
    }

    /** Work was removed: when it comes back, its numbers may start anew, but none may come twice. */
    void removed(String resource) {
        holders.remove(resource);
        lastNumbers.remove(resource);
        takeoverDeadlines.remove(resource);
    }

    /** From now on, what a replica holds must be taken over in time. */
    void requireTakeover(int replica, long withinMicros) {
        holders.values().stream()
                .filter(holding -> holding.replica == replica)
                .forEach(holding -> takeoverDeadlines.put(holding.resource(), time.now() + withinMicros));
    }

    /** Claims that were ended by nobody but the next one. */
    long takeovers() {
        return takeovers;
    }

    @Nullable
    Holding holder(String resource) {
        return holders.get(resource);
    }

    boolean allEnded() {
        return pieces.values().stream().noneMatch(Piece::isActive);
    }

    /** At the end: nothing was lost and nothing done twice. */
    void checkEnd() {
        pieces.forEach((resource, piece) -> require(!piece.isActive(), resource + " was lost: " + piece));
        require(new HashSet<>(effects).size() == effects.size(), "a step was committed twice: " + effects);
        pieces.forEach((resource, piece) -> {
            for (int step = 0; step < piece.step(); step++) {
                require(effects.contains(resource + " step " + step), resource + " never did step " + step);
            }
        });
    }

    static void require(boolean holds, String violation) {
        if (!holds) {
            throw new Violation(violation);
        }
    }

    /** What must never happen did. Not an exception that workers could take for a failed step. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1L;

        Violation(String message) {
            super(message);
        }
    }
}
