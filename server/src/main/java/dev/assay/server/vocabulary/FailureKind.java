package dev.assay.server.vocabulary;

/** What a failure means to a caller; each kind has one status code. */
public enum FailureKind {
    INVALID_ARGUMENT,
    NOT_FOUND,
    ALREADY_EXISTS,
    WRONG_STATE,
    SUPERSEDED,
    OVERLOADED,
    UNAVAILABLE,
    UNSUPPORTED,
    CANCELLED,
    BUG
}
