package dev.assay.server.objects;

/** Folders as they are known where Java cannot hold them. */
class NamedFolderFilesTest extends FolderFilesContract {
    @Override
    FolderBucket.Opening opening() {
        return root -> new NamedFolder(root.toRealPath());
    }
}
