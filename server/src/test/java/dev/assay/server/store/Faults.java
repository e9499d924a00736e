package dev.assay.server.store;

import dev.assay.server.vocabulary.Unavailable;

/** Counts the calls that a test makes of a store and fails those it is told to. */
public final class Faults {
    /** When a call fails. */
    public enum Moment {
        /** Before a transaction begins, before each of its statements, and before it is committed. */
        BEFORE_CALL,
        /** After a commit: it stands, and nobody is told. */
        ANSWER_LOST
    }

    private Moment moment = Moment.BEFORE_CALL;
    private boolean armed;
    private int first;
    private int last;
    private int passed;

    /**
     * From now on, fails {@code length} calls in a row.
     *
     * @param nth the first of them, from 1 on
     */
    public synchronized void arm(Moment when, int nth, int length) {
        moment = when;
        first = nth;
        last = nth + length - 1;
        passed = 0;
        armed = true;
    }

    /** Fails nothing more; answers whether anything failed since the faults were armed. */
    public synchronized boolean disarm() {
        armed = false;
        return passed >= first;
    }

    synchronized void pass(Moment reached) {
        if (!armed || reached != moment) {
            return;
        }
        passed++;
        if (passed >= first && passed <= last) {
            throw new Unavailable("the store fails on purpose, call " + passed + ", " + reached, null);
        }
    }
}
