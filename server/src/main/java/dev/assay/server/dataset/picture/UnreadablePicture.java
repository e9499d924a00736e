package dev.assay.server.dataset.picture;

/** Why a picture is refused; the message completes a sentence that begins with its name. */
public final class UnreadablePicture extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadablePicture(String message) {
        super(message);
    }
}
