package dev.assay.server.objects;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A folder held by its descriptor: what is put in the place of a folder above cannot redirect it. */
final class HeldFolder implements OpenFolder {
    private static final String ITSELF = ".";

    private final Path path;
    private final SecureDirectoryStream<Path> held;

    HeldFolder(Path path, SecureDirectoryStream<Path> held) {
        this.path = path;
        this.held = held;
    }

    @Override
    public OpenFolder folder(String name) throws IOException {
        Path single = OpenFolder.single(name);
        return new HeldFolder(path.resolve(single), held.newDirectoryStream(single, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void makeFolder(String name) throws IOException {
        try {
            // Java makes folders by path alone. Was the path redirected, an empty folder lies elsewhere, and opening it
            // through the descriptor finds none.
            Files.createDirectory(path.resolve(OpenFolder.single(name)));
        } catch (FileAlreadyExistsException e) {
            return;
        }
        sync();
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return held.getFileAttributeView(
                        OpenFolder.single(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public FileChannel open(String name, Set<? extends OpenOption> how) throws IOException {
        return channel(OpenFolder.single(name), how);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        held.move(OpenFolder.single(from), held, OpenFolder.single(to));
    }

    @Override
    public void delete(String name) throws IOException {
        held.deleteFile(OpenFolder.single(name));
    }

    @Override
    public void sync() throws IOException {
        try (FileChannel itself = channel(Path.of(ITSELF), Set.of(StandardOpenOption.READ))) {
            itself.force(true);
        }
    }

    @Override
    public List<String> names(Predicate<String> wanted, int among) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            Iterator<Path> all = held.iterator();
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
    public void close() throws IOException {
        held.close();
    }

    private FileChannel channel(Path single, Set<? extends OpenOption> how) throws IOException {
        Set<OpenOption> options = new HashSet<>(how);
        options.add(LinkOption.NOFOLLOW_LINKS);
        SeekableByteChannel channel = held.newByteChannel(single, options);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new IOException("the file system gives no file channels");
    }
}
