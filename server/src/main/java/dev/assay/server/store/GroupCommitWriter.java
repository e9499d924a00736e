package dev.assay.server.store;

import com.google.common.base.Suppliers;
import dev.assay.server.vocabulary.Overloaded;
import dev.assay.server.vocabulary.Unavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. Works that wait are executed in one transaction, each behind a savepoint of its own, and
 * answered after their common commit: many small commits cost one flush to disk.
 */
final class GroupCommitWriter implements AutoCloseable {
    private static final int QUEUE_CAPACITY = 1_024;
    private static final int MAX_GROUP = 64;
    private static final long MAX_GROUP_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final Duration OFFER_TIMEOUT = Duration.ofSeconds(2);
    private static final String SAVEPOINT = "work";

    private final Connection connection;
    /** Opened when first needed, as it loads a library that a start need not wait for. */
    private final Supplier<Handle> handle;

    private final BlockingQueue<Task<?>> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final Thread thread = new Thread(this::loop, "sqlite-writer");
    private volatile boolean closed;

    GroupCommitWriter(Connection connection) {
        this.connection = connection;
        this.handle = Suppliers.memoize(() -> open(connection));
        thread.setDaemon(true);
        thread.start();
    }

    private static Handle open(Connection connection) {
        Handle opened = Jdbi.create(() -> connection).open();
        KeptStatements.of(opened);
        return opened;
    }

    /** The handle of the transaction under way, if the calling thread is the writer; else null. */
    @Nullable
    Handle current() {
        return Thread.currentThread() == thread ? handle.get() : null;
    }

    /** Executes the work on the writer thread and waits until it is committed. */
    <T> T run(Function<Handle, T> work) {
        Task<T> task = new Task<>(work);
        enqueue(task);
        try {
            return task.committed.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Stops after what is queued is done. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close the database", e);
        }
    }

    private void enqueue(Task<?> task) {
        try {
            if (closed) {
                throw new Unavailable("the database is closed", null);
            }
            if (!queue.offer(task, OFFER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Overloaded("too many writes wait for the database", OFFER_TIMEOUT);
            }
            if (closed && queue.remove(task)) {
                throw new Unavailable("the database is closed", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for the database", e);
        }
    }

    private void loop() {
        List<Task<?>> group = new ArrayList<>();
        while (true) {
            Task<?> first = next();
            if (first == null) {
                return;
            }
            group.clear();
            commitGroup(first, group);
        }
    }

    private @Nullable Task<?> next() {
        while (true) {
            try {
                return closed ? queue.poll() : queue.take();
            } catch (InterruptedException e) {
                if (!closed) {
                    throw new IllegalStateException("the writer is stopped by close alone", e);
                }
            }
        }
    }

    private void commitGroup(Task<?> first, List<Task<?>> group) {
        long deadline = System.nanoTime() + MAX_GROUP_NANOS;
        try {
            Handle transaction = handle.get();
            transaction.begin();
            for (Task<?> task = first; task != null; task = following(group, deadline)) {
                group.add(task);
                task.execute(transaction);
            }
            transaction.commit();
            group.forEach(Task::complete);
        } catch (RuntimeException e) {
            rollBack(e);
            RuntimeException failure = SqliteFailures.translate(e);
            group.forEach(task -> task.committed.completeExceptionally(failure));
            if (group.isEmpty()) {
                first.committed.completeExceptionally(failure);
            }
        }
    }

    private @Nullable Task<?> following(List<Task<?>> group, long deadline) {
        return group.size() >= MAX_GROUP || System.nanoTime() - deadline > 0 ? null : queue.poll();
    }

    private void rollBack(RuntimeException cause) {
        try {
            if (handle.get().isInTransaction()) {
                handle.get().rollback();
            }
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private static final class Task<T> {
        private final Function<Handle, T> work;
        private final CompletableFuture<T> committed = new CompletableFuture<>();
        private @Nullable T result;

        Task(Function<Handle, T> work) {
            this.work = work;
        }

        /** A failing work is rolled back and answered alone; a failing savepoint ends the whole group. */
        void execute(Handle handle) {
            handle.savepoint(SAVEPOINT);
            try {
                result = work.apply(handle);
            } catch (RuntimeException | Error e) {
                handle.rollbackToSavepoint(SAVEPOINT);
                committed.completeExceptionally(SqliteFailures.translate(e));
                return;
            }
            handle.releaseSavepoint(SAVEPOINT);
        }

        @SuppressWarnings("NullAway") // null exactly when the work answers null
        void complete() {
            committed.complete(result);
        }
    }
}
