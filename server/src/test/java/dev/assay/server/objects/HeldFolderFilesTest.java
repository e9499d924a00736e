package dev.assay.server.objects;

/** Folders as they are held where Java can. */
class HeldFolderFilesTest extends FolderFilesContract {
    @Override
    FolderBucket.Opening opening() {
        return OpenFolder::at;
    }
}
