package dev.assay.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
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
        try (InputStream in = packed.openStream()) {
            Files.createDirectories(directory);
            unpack(in.readAllBytes(), directory.resolve(LibraryLoaderUtil.getNativeLibName()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack the library of SQLite into " + directory, e);
        }
        System.setProperty("org.sqlite.lib.path", directory.toAbsolutePath().toString());
    }

    /** Compared whole, since one of another version may be there, or one that was damaged. */
    private static void unpack(byte[] library, Path target) throws IOException {
        if (Files.exists(target) && Arrays.equals(library, Files.readAllBytes(target))) {
            return;
        }
        // Moved into place: a process killed while writing leaves nothing under the library's name.
        Path copy = target.resolveSibling("copy");
        Files.write(copy, library);
        Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
