package dev.assay.server.objects;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A folder known by its path, for systems on which Java cannot hold one (macOS). Links are seen when they are there; one
 * that is put there between a look and a step is not.
 */
final class NamedFolder implements OpenFolder {
    private final Path path;

    /** @param path has no link in it */
    NamedFolder(Path path) {
        this.path = path;
    }

    @Override
    public OpenFolder folder(String name) throws IOException {
        Path below = path.resolve(OpenFolder.single(name));
        if (!attributes(name).isDirectory()) {
            throw new NotDirectoryException(below.toString());
        }
        requireUnmoved();
        return new NamedFolder(below);
    }

    @Override
    public void makeFolder(String name) throws IOException {
        requireUnmoved();
        try {
            Files.createDirectory(path.resolve(OpenFolder.single(name)));
        } catch (FileAlreadyExistsException e) {
            return;
        }
        sync();
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return Files.readAttributes(
                path.resolve(OpenFolder.single(name)), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public FileChannel open(String name, Set<? extends OpenOption> how) throws IOException {
        requireUnmoved();
        Set<OpenOption> options = new HashSet<>(how);
        options.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(path.resolve(OpenFolder.single(name)), options);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        requireUnmoved();
        Files.move(
                path.resolve(OpenFolder.single(from)),
                path.resolve(OpenFolder.single(to)),
                StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        requireUnmoved();
        Files.delete(path.resolve(OpenFolder.single(name)));
    }

    @Override
    public void sync() throws IOException {
        try (FileChannel itself = FileChannel.open(path, StandardOpenOption.READ)) {
            itself.force(true);
        }
    }

    @Override
    public List<String> names(Predicate<String> wanted, int among) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
            Iterator<Path> all = stream.iterator();
            for (int seen = 0; seen < among && all.hasNext(); seen++) {
                String name = String.valueOf(all.next().getFileName());
                if (wanted.test(name)) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    @Override
    public void close() {}

    private void requireUnmoved() throws IOException {
        if (!path.toRealPath().equals(path)) {
            throw new NotDirectoryException(path.toString());
        }
    }
}
