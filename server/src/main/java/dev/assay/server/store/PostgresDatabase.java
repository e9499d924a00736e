package dev.assay.server.store;

import com.zaxxer.hikari.HikariConfig;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL that any number of servers share. Writes are READ COMMITTED transactions; what they judge, they lock
 * first. Reads are REPEATABLE READ and read-only, on connections of their own, so neither kind starves the other.
 *
 * <p>Nothing waits without a limit: not for a connection, a lock, a statement, nor for an answer from a server that is
 * gone. Own tables are in the schema {@code assay}, sample tables in schemas named by their dataset.
 */
final class PostgresDatabase implements Database {
    /** The schema of the tables that are not sample tables. */
    static final String SCHEMA = "assay";

    private static final Logger log = LoggerFactory.getLogger(PostgresDatabase.class);

    private static final Duration OPEN_PATIENCE = Duration.ofSeconds(30);
    private static final Duration OPEN_PAUSE = Duration.ofMillis(500);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POOL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(60);
    /** Above that of a statement, which the server keeps itself as long as it lives. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(75);

    /** A process that stalls in a transaction holds its locks no longer than that. */
    private static final Duration IDLE_TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

    private static final int LEASE_CONNECTIONS = 2;
    /** How often a transaction is tried that the database ended because it and another waited for each other. */
    private static final int MAX_TRIES = 5;

    private final Connections writers;
    private final Connections readers;
    private final Connections leases;

    @SuppressWarnings("ThreadLocalUsage") // of this database: a thread may use two at once
    private final ThreadLocal<@Nullable Ambient> ambient = new ThreadLocal<>();

    /** The transaction that a thread is in. */
    private record Ambient(Handle handle, boolean writes) {}

    private PostgresDatabase(PostgresSettings settings) {
        int half = Math.max(2, settings.connections() / 2);
        String write = "READ COMMITTED, READ WRITE";
        // The first pool fails if it gets no connection, the others then have nothing to be closed by.
        this.writers = new Connections(pool(settings, "postgresql-writers", write, half));
        this.readers = new Connections(later(pool(settings, "postgresql-readers", "REPEATABLE READ, READ ONLY", half)));
        this.leases = new Connections(later(pool(settings, "postgresql-leases", write, LEASE_CONNECTIONS)));
    }

    /**
     * Opens a database, making or migrating its tables as needed. One that cannot be reached may be starting just as this
     * server is, so it is tried for 30 seconds.
     *
     * @throws IllegalStateException if it cannot be reached or its tables cannot be made
     */
    static PostgresDatabase open(PostgresSettings settings) {
        return open(settings, OPEN_PATIENCE);
    }

    static PostgresDatabase open(PostgresSettings settings, Duration patience) {
        long begun = System.nanoTime();
        for (boolean told = false; ; told = true) {
            try {
                return tryOpen(settings);
            } catch (RuntimeException e) {
                boolean passes = PostgresFailures.translate(e) instanceof Unavailable;
                if (!passes || System.nanoTime() - begun > patience.toNanos()) {
                    throw new IllegalStateException("cannot open the database of --database-url: " + rootMessage(e), e);
                }
                if (!told) {
                    log.warn("cannot reach the database, will try for {} s: {}", patience.toSeconds(), rootMessage(e));
                }
                LockSupport.parkNanos(OPEN_PAUSE.toNanos());
            }
        }
    }

    private static PostgresDatabase tryOpen(PostgresSettings settings) {
        PGSimpleDataSource migrating = dataSource(settings);
        // A script may take its time: nobody waits for an answer, and the table of its history is locked meanwhile.
        migrating.setSocketTimeout(0);
        migrating.setOptions("-c statement_timeout=0 -c lock_timeout=" + LOCK_TIMEOUT.toMillis());
        Migrations.run(migrating, "postgresql", SCHEMA);
        PostgresDatabase opened = new PostgresDatabase(settings);
        String encoding = opened.query(handle ->
                handle.createQuery("SHOW server_encoding").mapTo(String.class).one());
        if (!encoding.equals("UTF8")) {
            opened.close();
            throw new IllegalStateException("its encoding must be UTF8, not " + encoding);
        }
        return opened;
    }

    @Override
    public <T> T query(Function<Handle, T> work) {
        Ambient joined = ambient.get();
        if (joined != null) {
            return work.apply(joined.handle);
        }
        try {
            return transact(readers, false, work);
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    @Override
    public <T> T update(Function<Handle, T> work) {
        return update(writers, work);
    }

    @Override
    public <T> T updateLease(Function<Handle, T> work) {
        return update(leases, work);
    }

    private <T> T update(Connections connections, Function<Handle, T> work) {
        Ambient joined = ambient.get();
        if (joined != null) {
            if (!joined.writes) {
                throw new IllegalStateException("a write inside a read transaction");
            }
            return work.apply(joined.handle);
        }
        for (int tries = 1; ; tries++) {
            try {
                return transact(connections, true, work);
            } catch (RuntimeException e) {
                // Nothing of it remains, and the other one is through: the next try sees what that one did.
                if (tries == MAX_TRIES || !PostgresFailures.isDeadlock(e)) {
                    throw failure(e);
                }
            }
        }
    }

    private <T> T transact(Connections connections, boolean writes, Function<Handle, T> work) {
        return connections.use(handle -> {
            try {
                ambient.set(new Ambient(handle, writes));
                return handle.inTransaction(work::apply);
            } finally {
                ambient.remove();
            }
        });
    }

    private RuntimeException failure(RuntimeException thrown) {
        return writers.isClosed()
                ? new Unavailable("the database is closed", thrown)
                : PostgresFailures.translate(thrown);
    }

    @Override
    public void lock(ResourceName resource) {
        Ambient joined = ambient.get();
        if (joined == null || !joined.writes) {
            throw new IllegalStateException("a lock outside of a write transaction");
        }
        // Two names with one hash would wait for each other without need; that is all.
        joined.handle.execute("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", resource.toString());
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public void close() {
        // All at once: each waits some seconds for connections in use, and a database that stalls gives none back.
        CompletableFuture.allOf(Stream.of(leases, readers, writers)
                        .map(pool -> CompletableFuture.runAsync(pool::close, work -> new Thread(work).start()))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private static HikariConfig pool(PostgresSettings settings, String name, String transactions, int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource(settings));
        config.setPoolName(name);
        config.setConnectionInitSql("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL " + transactions);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(POOL_TIMEOUT.toMillis());
        return config;
    }

    private static HikariConfig later(HikariConfig config) {
        config.setInitializationFailTimeout(-1);
        return config;
    }

    private static PGSimpleDataSource dataSource(PostgresSettings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.url());
        if (settings.user() != null) {
            source.setUser(settings.user());
        }
        if (settings.password() != null) {
            source.setPassword(settings.password());
        }
        source.setApplicationName("assay");
        source.setCurrentSchema(SCHEMA);
        source.setConnectTimeout((int) CONNECT_TIMEOUT.toSeconds());
        // A server that is stalled takes the connection and does not greet.
        source.setLoginTimeout((int) CONNECT_TIMEOUT.toSeconds());
        source.setSocketTimeout((int) ANSWER_TIMEOUT.toSeconds());
        source.setTcpKeepAlive(true);
        source.setReWriteBatchedInserts(true);
        // What the URL asks for comes last, and so counts.
        String asked = source.getOptions() == null ? "" : " " + source.getOptions();
        source.setOptions("-c statement_timeout=" + STATEMENT_TIMEOUT.toMillis()
                + " -c lock_timeout=" + LOCK_TIMEOUT.toMillis()
                + " -c idle_in_transaction_session_timeout=" + IDLE_TRANSACTION_TIMEOUT.toMillis()
                // An empty page at the end of an index scan costs more than all the compiling ever saves here.
                + " -c jit=off"
                + asked);
        return source;
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
