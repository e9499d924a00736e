package dev.assay.server.store;

import com.google.common.base.Suppliers;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * The embedded database: one file, one writer thread that commits what waits together, many readers.
 *
 * <p>A lock file keeps a second server out of the data directory. Other programs may read and write the file with their
 * own SQLite; one that holds the write lock for more than 5 seconds makes calls fail with {@link Unavailable}.
 */
final class SqliteDatabase implements Database {
    static final String FILE_NAME = "assay.db";

    private static final int BUSY_TIMEOUT_MILLIS = 5_000;
    private static final int READERS = 8;
    private static final int READER_CACHE_KIB = 4_096;
    private static final int WRITER_CACHE_KIB = 32_768;

    private final FileChannel lockFile;
    private final HikariDataSource readers;
    private final Supplier<Jdbi> readJdbi;
    private final GroupCommitWriter writer;

    @SuppressWarnings("ThreadLocalUsage") // of this database: a thread may read two at once
    private final ThreadLocal<@Nullable Handle> reading = new ThreadLocal<>();

    private SqliteDatabase(FileChannel lockFile, HikariDataSource readers, GroupCommitWriter writer) {
        this.lockFile = lockFile;
        this.readers = readers;
        this.readJdbi = Suppliers.memoize(() -> Jdbi.create(readers));
        this.writer = writer;
    }

    /**
     * Opens the database of a data directory, making or migrating it as needed.
     *
     * @throws IllegalStateException if another server works in the directory
     */
    static SqliteDatabase open(Path directory) {
        FileChannel lock = lock(directory);
        try {
            SqliteLibrary.useFrom(directory);
            Path file = directory.resolve(FILE_NAME);
            SQLiteDataSource writing = dataSource(file, WRITER_CACHE_KIB, false);
            NewSqliteFile.fill(writing);
            Migrations.run(writing, "sqlite", null);
            GroupCommitWriter writer = new GroupCommitWriter(writing.getConnection());
            return new SqliteDatabase(lock, readers(file), writer);
        } catch (SQLException | RuntimeException e) {
            release(lock);
            throw e instanceof SQLException sql
                    ? new IllegalStateException("cannot open the database in " + directory + ": " + e.getMessage(), sql)
                    : (RuntimeException) e;
        }
    }

    @Override
    public <T> T query(Function<Handle, T> work) {
        Handle joined = writer.current();
        if (joined == null) {
            joined = reading.get();
        }
        if (joined != null) {
            return work.apply(joined);
        }
        try (Handle handle = readJdbi.get().open()) {
            reading.set(handle);
            return handle.inTransaction(work::apply);
        } catch (RuntimeException e) {
            throw readers.isClosed() ? new Unavailable("the database is closed", e) : SqliteFailures.translate(e);
        } finally {
            reading.remove();
        }
    }

    @Override
    public <T> T update(Function<Handle, T> work) {
        Handle joined = writer.current();
        if (joined != null) {
            return work.apply(joined);
        }
        if (reading.get() != null) {
            throw new IllegalStateException("a write inside a read transaction");
        }
        return writer.run(work);
    }

    /** The only writer needs no lock. */
    @Override
    public void lock(ResourceName resource) {
        if (writer.current() == null) {
            throw new IllegalStateException("a lock outside of a write transaction");
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
        release(lockFile);
    }

    private static FileChannel lock(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new IllegalStateException("another server is working in " + directory.toAbsolutePath());
            }
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the data directory " + directory.toAbsolutePath(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SQLiteDataSource dataSource(Path file, int cacheKib, boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        // A deferred transaction that turns into a writing one fails at once when another writer came between.
        config.setTransactionMode(readOnly ? TransactionMode.DEFERRED : TransactionMode.IMMEDIATE);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setCacheSize(-cacheKib);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    private static HikariDataSource readers(Path file) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource(file, READER_CACHE_KIB, true));
        config.setConnectionInitSql("PRAGMA query_only = ON");
        config.setPoolName("sqlite-readers");
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(BUSY_TIMEOUT_MILLIS);
        return new HikariDataSource(config);
    }
}
