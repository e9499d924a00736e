package dev.assay.server.operation;

import dev.assay.server.dataset.Holds;
import dev.assay.server.vocabulary.Fence;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Does operations of a kind as a test has written it down, step after step; then says that they are done. */
public final class ScriptedWork implements OperationWork {
    /** What a step does; it may throw. */
    @FunctionalInterface
    public interface Step {
        /** Does it. */
        OperationStep take(Operation operation, Fence fence);
    }

    private final OperationKind kind;
    private final Holds holds;
    private final Deque<Step> steps = new ArrayDeque<>();
    private final List<Operation> abandoned = new ArrayList<>();
    private Runnable onAbandon = () -> {};

    @Inject
    ScriptedWork(Holds holds) {
        this(OperationKind.IMPORT_DATA, holds);
    }

    /** Work of another kind. */
    public ScriptedWork(OperationKind kind, Holds holds) {
        this.kind = kind;
        this.holds = holds;
    }

    /** What comes next, once each. */
    public synchronized void then(Step step) {
        steps.add(step);
    }

    /** What comes next, so many times. */
    public synchronized void then(int times, Step step) {
        for (int i = 0; i < times; i++) {
            steps.add(step);
        }
    }

    /** Forgets what was to come. */
    public synchronized void clear() {
        steps.clear();
    }

    /** The operations that were abandoned, as they stood. */
    public synchronized List<Operation> abandoned() {
        return List.copyOf(abandoned);
    }

    /** What happens in the transaction that abandons an operation. */
    public synchronized void whenAbandoned(Runnable action) {
        onAbandon = action;
    }

    /** The last step: it drops the holds. */
    public OperationStep done(Operation operation, String progress) {
        return new OperationStep.Done(now -> {
            holds.dropAll(operation.name());
            return progress;
        });
    }

    @Override
    public OperationKind kind() {
        return kind;
    }

    @Override
    public OperationStep step(Operation operation, Fence fence, InstantSource clock) {
        Step step;
        synchronized (this) {
            step = steps.poll();
        }
        return step == null ? done(operation, "{\"by\":\"default\"}") : step.take(operation, fence);
    }

    @Override
    public void abandon(Operation operation, Instant now) {
        Runnable action;
        synchronized (this) {
            abandoned.add(operation);
            action = onAbandon;
        }
        action.run();
        holds.dropAll(operation.name());
    }
}
