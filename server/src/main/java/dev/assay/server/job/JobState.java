package dev.assay.server.job;

import static dev.assay.server.job.JobState.Verdict.ALLOWED;
import static dev.assay.server.job.JobState.Verdict.NO_OP;
import static dev.assay.server.job.JobState.Verdict.REFUSED;

import com.google.common.collect.ImmutableMap;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * What a job does at the moment, and what may be done with it. A state is never stored: it follows from its causes, in
 * {@link #of} alone. The table below is the whole state machine; columns are the {@link Action}s in their order.
 */
public enum JobState {
    //        SAMPLE   START_RUN PAUSE    RESUME   UPDATE   DELETE
    SCHEDULED(ALLOWED, ALLOWED, ALLOWED, NO_OP, ALLOWED, ALLOWED),
    RUNNING(ALLOWED, ALLOWED, ALLOWED, NO_OP, ALLOWED, ALLOWED),
    PAUSED(REFUSED, REFUSED, NO_OP, ALLOWED, ALLOWED, ALLOWED),
    STOPPED(REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, NO_OP);

    /** What the system or a client wants to do with a job. */
    public enum Action {
        SAMPLE,
        START_RUN,
        PAUSE,
        RESUME,
        UPDATE,
        DELETE
    }

    /** What becomes of it. */
    public enum Verdict {
        ALLOWED,
        /** Succeeds and changes nothing. */
        NO_OP,
        REFUSED
    }

    private final ImmutableMap<Action, Verdict> verdicts;

    JobState(Verdict... inOrderOfActions) {
        ImmutableMap.Builder<Action, Verdict> table = ImmutableMap.builder();
        Iterator<Verdict> row = List.of(inOrderOfActions).iterator();
        for (Action action : Action.values()) {
            table.put(action, row.next());
        }
        this.verdicts = table.buildOrThrow();
    }

    /** The state that follows from its causes. */
    public static JobState of(boolean deleted, boolean paused, boolean runActive) {
        if (deleted) {
            return STOPPED;
        }
        if (paused) {
            return PAUSED;
        }
        return runActive ? RUNNING : SCHEDULED;
    }

    /** What becomes of an action in this state. */
    public Verdict verdict(Action action) {
        return Objects.requireNonNull(verdicts.get(action));
    }
}
