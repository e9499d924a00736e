package dev.assay.server.store;

import dev.assay.server.vocabulary.Transactions;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * One database and its transactions. Store classes ask for a handle by {@link #query} or {@link #update}; both join the
 * transaction that the calling thread is in.
 */
interface Database extends Transactions, AutoCloseable {
    /** Runs a query over one consistent state. */
    <T> T query(Function<Handle, T> work);

    /** Runs statements that write, in a transaction of their own unless one is under way. */
    <T> T update(Function<Handle, T> work);

    /**
     * As {@link #update}, but with means kept for this alone, where the engine has several: leases must not lapse because
     * other work has taken every connection. For statements that never wait.
     */
    default <T> T updateLease(Function<Handle, T> work) {
        return update(work);
    }

    /** What this engine's SQL says in its own way. */
    Dialect dialect();

    @Override
    default <T> T write(Supplier<T> work) {
        return update(handle -> work.get());
    }

    @Override
    default <T> T read(Supplier<T> work) {
        return query(handle -> work.get());
    }

    @Override
    void close();
}
