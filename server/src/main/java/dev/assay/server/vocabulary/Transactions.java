package dev.assay.server.vocabulary;

import java.util.function.Supplier;

/**
 * Makes several store calls one. Store calls inside join the transaction of the calling thread; a nested call joins too.
 * Work must not wait for another thread, and may be executed on another thread than the caller's.
 */
public interface Transactions {
    /**
     * Runs the work in a read-write transaction; it is durably committed when this returns. If the work throws,
     * nothing of it remains.
     *
     * @throws Overloaded if too many writers wait or the disk is full
     * @throws Unavailable if the store cannot be reached
     */
    <T> T write(Supplier<T> work);

    /** As {@link #write(Supplier)}, without a result. */
    default void write(Runnable work) {
        write(() -> {
            work.run();
            return true;
        });
    }

    /** Runs the work over one consistent state; it must not write. */
    <T> T read(Supplier<T> work);

    /**
     * Keeps every other transaction that locks the same resource waiting until the one under way ends, on any replica.
     * What is read afterwards stays true that long, if all who change it lock it first; a resource need not exist.
     * Locking twice is harmless. Who locks several takes them in this order: run, job, what jobs and runs hold.
     *
     * @throws Unavailable if the other transaction takes too long
     * @throws IllegalStateException outside of a write transaction
     */
    void lock(ResourceName resource);
}
