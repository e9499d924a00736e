package dev.assay.server.sampling;

import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows under keys, with transactions that see what is committed when each of their statements begins, and their own
 * writes; who writes a row keeps other writers of it waiting until the end. That is the least that a store promises.
 */
final class ReadCommitted implements Transactions {
    private final Interleaver interleaver;
    private final Map<Object, Object> committed = new LinkedHashMap<>();
    private final Map<Object, Transaction> lockers = new HashMap<>();

    @SuppressWarnings("ThreadLocalUsage") // of this store
    private final ThreadLocal<@Nullable Transaction> current = new ThreadLocal<>();

    ReadCommitted(Interleaver interleaver) {
        this.interleaver = interleaver;
    }

    private static final class Transaction {
        private final Map<Object, Optional<Object>> written = new LinkedHashMap<>();
        private final Set<Object> locked = new HashSet<>();
    }

    @Override
    public <T> T write(Supplier<T> work) {
        if (current.get() != null) {
            return work.get();
        }
        Transaction mine = new Transaction();
        current.set(mine);
        try {
            T result = work.get();
            interleaver.pause();
            mine.written.forEach(
                    (key, value) -> value.ifPresentOrElse(row -> committed.put(key, row), () -> committed.remove(key)));
            return result;
        } finally {
            mine.locked.forEach(lockers::remove);
            current.remove();
        }
    }

    @Override
    public <T> T read(Supplier<T> work) {
        return work.get();
    }

    @Override
    public void lock(ResourceName resource) {
        interleaver.pause();
        lockRow(resource);
    }

    /** Keeps others from writing the row until the transaction ends; waits for one that does. */
    void lockRow(Object key) {
        Transaction mine = mine();
        interleaver.await(() -> {
            Transaction locker = lockers.get(key);
            return locker == null || locker == mine;
        });
        lockers.put(key, mine);
        mine.locked.add(key);
    }

    /** The row as it is committed at this moment, or as this transaction left it; null if there is none. */
    @Nullable
    Object get(Object key) {
        Transaction mine = current.get();
        Optional<Object> written = mine == null ? null : mine.written.get(key);
        return written == null ? committed.get(key) : written.orElse(null);
    }

    /** All rows of a type, likewise. */
    <T> Stream<T> all(Class<T> type) {
        Map<Object, Object> seen = new LinkedHashMap<>(committed);
        Transaction mine = current.get();
        if (mine != null) {
            mine.written.forEach(
                    (key, value) -> value.ifPresentOrElse(row -> seen.put(key, row), () -> seen.remove(key)));
        }
        return seen.values().stream().filter(type::isInstance).map(type::cast);
    }

    void put(Object key, @Nullable Object row) {
        mine().written.put(key, Optional.ofNullable(row));
    }

    private Transaction mine() {
        return Objects.requireNonNull(current.get(), "a write outside of a transaction");
    }
}
