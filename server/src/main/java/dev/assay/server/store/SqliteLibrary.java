package dev.assay.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked into the data directory once and used from there. By itself the driver unpacks it
 * into the directory of temporary files at every start, and a process that is killed leaves it there.
 */
final class SqliteLibrary {
    private static final String DIRECTORY = "native";

    private SqliteLibrary() {}

    /**
     * Makes the driver load the library from this data directory, whose lock the caller holds. Where that cannot be
     * (no library for this system, or a directory that nothing may be executed from) the driver seeks its own way.
     */
    static void useFrom(Path dataDirectory) {
        URL packed = SQLiteJDBCLoader.class.getResource(
                LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName());
        if (packed == null) {
            return;
        }
        Path directory = dataDirectory.resolve(DIRECTORY);
        String name = SQLiteJDBCLoader.getVersion() + "-" + LibraryLoaderUtil.getNativeLibName();
        try {
            Files.createDirectories(directory);
            unpack(packed, directory.resolve(name));
            removeOthers(directory, name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack the library of SQLite into " + directory, e);
        }
        System.setProperty("org.sqlite.lib.path", directory.toAbsolutePath().toString());
        System.setProperty("org.sqlite.lib.name", name);
    }

    private static void unpack(URL packed, Path target) throws IOException {
        URLConnection connection = packed.openConnection();
        try (InputStream in = connection.getInputStream()) {
            if (Files.exists(target) && Files.size(target) == connection.getContentLengthLong()) {
                return;
            }
            // Moved into place whole: a process killed while copying leaves nothing that looks like the library.
            Path copy = target.resolveSibling("copy");
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Those of earlier versions. */
    private static void removeOthers(Path directory, String name) throws IOException {
        List<Path> others;
        try (Stream<Path> files = Files.list(directory)) {
            others = files.filter(file -> !file.getFileName().toString().equals(name))
                    .toList();
        }
        for (Path other : others) {
            Files.delete(other);
        }
    }
}
