package dev.assay.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.server.vocabulary.Unavailable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A pool of connections, each given to whoever has waited longest. By itself the pool prefers threads that gave one back
 * just now; of hundreds that come again and again, some would wait until their patience ends.
 */
final class Connections implements AutoCloseable {
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Semaphore turns;

    Connections(HikariConfig config) {
        this.pool = new HikariDataSource(config);
        this.jdbi = Jdbi.create(pool);
        this.turns = new Semaphore(config.getMaximumPoolSize(), true);
    }

    /**
     * Works on a connection.
     *
     * @throws Unavailable if no other thread is done with one in time
     */
    <T> T use(Function<Handle, T> work) {
        awaitTurn();
        try (Handle handle = jdbi.open()) {
            return work.apply(handle);
        } finally {
            turns.release();
        }
    }

    private void awaitTurn() {
        try {
            if (!turns.tryAcquire(pool.getConnectionTimeout(), TimeUnit.MILLISECONDS)) {
                throw new Unavailable("no connection to the database is free", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for a connection to the database", e);
        }
    }

    boolean isClosed() {
        return pool.isClosed();
    }

    @Override
    public void close() {
        pool.close();
    }
}
