package dev.assay.server.dataset.transfer;

import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.ResourceName;

/**
 * What an export does.
 *
 * @param file where they are written
 * @param inFolder whether a folder was asked for, and the file's name was chosen here
 */
public record ExportPlan(ResourceName annotatedDataset, ExportFormat format, ObjectUri file, boolean inFolder) {
    /** The folder that the file is in, with a slash at its end. */
    public ObjectUri folder() {
        return new ObjectUri(file.bucket(), file.path().substring(0, file.path().lastIndexOf('/') + 1));
    }
}
