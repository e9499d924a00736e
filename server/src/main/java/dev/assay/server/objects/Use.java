package dev.assay.server.objects;

import dev.assay.server.dataset.files.ObjectFiles;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.WrongState;
import org.jspecify.annotations.Nullable;

/** What is done with a file, and how it fails. */
enum Use {
    READ("read", ObjectFiles.NOT_READABLE),
    WRITE("written", ObjectFiles.NOT_WRITABLE);

    private final String done;
    private final String reason;

    Use(String done, String reason) {
        this.done = done;
        this.reason = reason;
    }

    static NotFound absent(ObjectUri uri) {
        return new NotFound(ObjectFiles.NOT_FOUND, uri.toString(), "the file " + uri + " does not exist");
    }

    /** It cannot be done as long as things are so. */
    WrongState impossible(ObjectUri uri, String why) {
        return new WrongState(reason, "the file " + uri + " cannot be " + done + ": " + why);
    }

    /** It can be tried again. */
    Unavailable prevented(ObjectUri uri, String why, @Nullable Throwable cause) {
        return new Unavailable("the file " + uri + " cannot be " + done + " now: " + why, cause);
    }
}
