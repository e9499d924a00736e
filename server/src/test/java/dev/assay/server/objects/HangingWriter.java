package dev.assay.server.objects;

import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.dataset.files.ObjectUri;
import java.nio.file.Path;

/** A program that begins the file a.csv in the folder named, says so, and goes on only when it is told to. */
final class HangingWriter {
    private HangingWriter() {}

    public static void main(String[] arguments) throws Exception {
        FolderBucket bucket = new FolderBucket(Path.of(arguments[0]), OpenFolder::at);
        try (Draft draft = bucket.create(ObjectUri.parse("uri", "gs://pets/a.csv"), "text/csv")) {
            draft.stream().write(new byte[200_000]);
            draft.stream().flush();
            System.out.println("writing");
            if (System.in.read() == 'c') {
                draft.commit();
                System.out.println("committed");
            }
        }
    }
}
