package dev.assay.server.work;

/** What a piece of work belongs to; each kind has one {@link Worker}. */
public enum WorkKind {
    RUN,
    OPERATION
}
