package dev.assay.server.operation;

/** What an operation does; each kind has one {@link OperationWork}. */
public enum OperationKind {
    IMPORT_DATA(false),
    EXPORT_DATA(true),
    CREATE_INSTRUCTION(false),
    LABEL(false);

    private final boolean joined;

    OperationKind(boolean joined) {
        this.joined = joined;
    }

    /** Whether asking again for what is under way answers with that, because doing it twice would come to the same. */
    boolean isJoined() {
        return joined;
    }
}
