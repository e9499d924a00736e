package dev.assay.server.objects;

import dev.assay.server.dataset.files.ObjectFiles.Content;
import dev.assay.server.dataset.files.ObjectFiles.Draft;
import dev.assay.server.dataset.files.ObjectUri;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.Unavailable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bucket that is a folder. Only plain files are files: links are refused wherever they point, and so is what blocks
 * when it is opened, such as a pipe.
 */
final class FolderBucket implements Bucket {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NAME_BYTES = 255;
    private static final int MAX_PATH_BYTES = 3_000;

    private final Path root;
    private final Opening opening;

    /** How folders are opened here. */
    @FunctionalInterface
    interface Opening {
        OpenFolder open(Path root) throws IOException;
    }

    FolderBucket(Path root, Opening opening) {
        this.root = root;
        this.opening = opening;
    }

    @Override
    public Content open(ObjectUri uri) {
        String misfit = misfit(uri);
        if (misfit != null || DraftNames.isDraft(name(uri))) {
            throw Use.absent(uri);
        }
        try (OpenFolder folder = parent(Use.READ, uri)) {
            requirePlain(Use.READ, uri, folder.attributes(name(uri)));
            FileChannel channel = folder.open(name(uri), Set.of(StandardOpenOption.READ));
            try {
                return new FileContent(channel, e -> failure(Use.READ, uri, e));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | InvalidPathException e) {
            throw failure(Use.READ, uri, e);
        }
    }

    @Override
    public Draft create(ObjectUri uri, String mimeType) {
        String misfit = misfit(uri);
        if (misfit != null) {
            throw Use.WRITE.impossible(uri, misfit);
        }
        if (DraftNames.isDraft(name(uri))) {
            throw Use.WRITE.impossible(uri, "such names are those of files that are being written");
        }
        OpenFolder folder = null;
        try {
            folder = parent(Use.WRITE, uri);
            DraftNames.removeLeftOvers(folder);
            Draft draft = FolderDraft.begin(folder, name(uri), new FolderDraft.Target() {
                @Override
                public void requirePlain(BasicFileAttributes found) {
                    FolderBucket.requirePlain(Use.WRITE, uri, found);
                }

                @Override
                public Failure failure(Exception e) {
                    return FolderBucket.failure(Use.WRITE, uri, e);
                }
            });
            folder = null;
            return draft;
        } catch (IOException | InvalidPathException e) {
            throw failure(Use.WRITE, uri, e);
        } finally {
            FolderDraft.closeQuietly(folder);
        }
    }

    /** The folder that the file is in, each of the folders above it looked at; for writing, missing ones are made. */
    private OpenFolder parent(Use use, ObjectUri uri) throws IOException {
        OpenFolder folder = openRoot(uri);
        try {
            List<String> segments = uri.segments();
            for (String segment : segments.subList(0, segments.size() - 1)) {
                if (use == Use.WRITE) {
                    folder.makeFolder(segment);
                }
                OpenFolder above = folder;
                try (above) {
                    folder = below(use, uri, above, segment);
                }
            }
            return folder;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private OpenFolder openRoot(ObjectUri uri) {
        try {
            return opening.open(root);
        } catch (IOException e) {
            throw new Unavailable("the folder of the bucket " + uri.bucket() + " cannot be opened", e);
        }
    }

    private static OpenFolder below(Use use, ObjectUri uri, OpenFolder folder, String name) throws IOException {
        BasicFileAttributes found = folder.attributes(name);
        if (found.isSymbolicLink()) {
            throw use.impossible(uri, "a folder in its path is a symbolic link, and those are not followed");
        }
        if (!found.isDirectory()) {
            throw use == Use.READ ? Use.absent(uri) : use.impossible(uri, "a folder in its path is none");
        }
        return folder.folder(name);
    }

    private static void requirePlain(Use use, ObjectUri uri, BasicFileAttributes found) {
        if (found.isSymbolicLink()) {
            throw use.impossible(uri, "it is a symbolic link, and those are not followed");
        }
        if (!found.isRegularFile()) {
            throw use.impossible(uri, found.isDirectory() ? "it is a folder" : "it is no plain file");
        }
    }

    /** Why no folder can hold a file of this name; null if one can. */
    private static @Nullable String misfit(ObjectUri uri) {
        List<String> segments = uri.segments();
        if (segments.size() > MAX_DEPTH) {
            return "it lies more than " + MAX_DEPTH + " folders deep";
        }
        if (segments.stream().anyMatch(segment -> bytes(segment) > MAX_NAME_BYTES)) {
            return "a name between its slashes has more than " + MAX_NAME_BYTES + " bytes";
        }
        return bytes(uri.path()) > MAX_PATH_BYTES ? "its path has more than " + MAX_PATH_BYTES + " bytes" : null;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String name(ObjectUri uri) {
        List<String> segments = uri.segments();
        return segments.get(segments.size() - 1);
    }

    private static Failure failure(Use use, ObjectUri uri, Exception thrown) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        if (thrown instanceof InvalidPathException) {
            return use.impossible(uri, "the locale of the server has no such characters (LC_ALL=C.UTF-8 has all)");
        }
        if (thrown instanceof RuntimeException mistake) {
            throw mistake;
        }
        if (use == Use.READ && (thrown instanceof NoSuchFileException || thrown instanceof NotDirectoryException)) {
            return Use.absent(uri);
        }
        if (thrown instanceof AccessDeniedException) {
            return use.impossible(uri, "the server may not access it");
        }
        if (thrown instanceof ClosedByInterruptException) {
            return use.prevented(uri, "interrupted", thrown);
        }
        // The message of a FileSystemException begins with the path, which is nobody's business.
        String why = thrown instanceof FileSystemException system ? system.getReason() : thrown.getMessage();
        return use.prevented(uri, why == null ? thrown.getClass().getSimpleName() : why, thrown);
    }
}
