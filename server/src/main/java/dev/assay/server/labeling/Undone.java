package dev.assay.server.labeling;

/** Undoes a transaction that found in its middle that what it began with is no longer so. */
final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undone() {
        super("what this transaction began with has changed", null, false, false);
    }
}
