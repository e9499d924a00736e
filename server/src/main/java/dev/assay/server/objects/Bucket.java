package dev.assay.server.objects;

import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.dataset.files.ObjectUri;

/** The files of one bucket; what goes wrong is thrown as {@link dev.assay.server.dataset.files.ObjectFiles} says. */
interface Bucket {
    /** Opens a file to read it. */
    Content open(ObjectUri uri);

    /** Begins to write a file. */
    Draft create(ObjectUri uri, String mimeType);
}
