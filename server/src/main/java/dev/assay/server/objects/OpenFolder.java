package dev.assay.server.objects;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A folder and what is directly in it. Names are single names; a symbolic link is never followed, nor is a name that
 * becomes one meanwhile.
 */
interface OpenFolder extends Closeable {
    /** Opens the folder at a path, links in the path followed: an operator wrote it. */
    @SuppressWarnings("StreamResourceLeak") // whoever holds the folder closes it
    static OpenFolder at(Path path) throws IOException {
        Path real = path.toRealPath();
        DirectoryStream<Path> stream = Files.newDirectoryStream(real);
        if (stream instanceof SecureDirectoryStream<Path> held) {
            return new HeldFolder(real, held);
        }
        stream.close();
        return new NamedFolder(real);
    }

    /** The name as a path of one element, which it is on every system. */
    static Path single(String name) {
        Path path = Path.of(name);
        if (path.isAbsolute() || path.getRoot() != null || path.getNameCount() != 1 || name.isEmpty()) {
            throw new InvalidPathException(name, "is no single name");
        }
        return path;
    }

    /** Opens a folder in this one. */
    OpenFolder folder(String name) throws IOException;

    /** Makes a folder in this one, lasting, if there is none of the name. */
    void makeFolder(String name) throws IOException;

    /** What the name stands for; of a link, the link itself. */
    BasicFileAttributes attributes(String name) throws IOException;

    /** Opens a file in this folder. */
    FileChannel open(String name, Set<? extends OpenOption> how) throws IOException;

    /** Gives a file another name in this folder, taking the place of a file of that name. */
    void rename(String from, String to) throws IOException;

    /** Removes a file from this folder. */
    void delete(String name) throws IOException;

    /** Makes names given and removed so far last. */
    void sync() throws IOException;

    /** Names in this folder that are wanted, if they are among its first so many; to be asked for once. */
    List<String> names(Predicate<String> wanted, int among) throws IOException;
}
