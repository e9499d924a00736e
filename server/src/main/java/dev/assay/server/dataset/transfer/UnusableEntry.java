package dev.assay.server.dataset.transfer;

/** Why an entry becomes no item; the message completes a sentence that begins with its place. */
final class UnusableEntry extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableEntry(String message) {
        super(message);
    }
}
