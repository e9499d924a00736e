package dev.assay.server.work;

import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work in memory, for one thread; transactions that throw leave nothing behind. */
final class RememberedWork implements WorkStore, Transactions {
    private static final long PARKED = Long.MAX_VALUE;

    private Map<String, Row> rows = new TreeMap<>();
    private boolean inside;

    private record Row(WorkKind kind, long number, @Nullable String owner, long wakeTime, int tries) {}

    @Override
    public void add(String resource, WorkKind kind, Instant wakeTime) {
        if (rows.containsKey(resource)) {
            throw new IllegalStateException(resource + " has work");
        }
        rows.put(resource, new Row(kind, 0, null, column(wakeTime), 0));
    }

    @Override
    public Optional<Claim> claim(String owner, Instant now, Instant leaseEnd) {
        long time = column(now);
        return rows.entrySet().stream()
                .filter(entry -> entry.getValue().wakeTime() <= time)
                .min(Comparator.comparingLong(entry -> entry.getValue().wakeTime()))
                .map(entry -> {
                    Row row = entry.getValue();
                    long number = Math.max(time, row.number() + 1);
                    entry.setValue(new Row(row.kind(), number, owner, column(leaseEnd), row.tries()));
                    return new Claim(new Fence(entry.getKey(), number), row.kind(), row.tries());
                });
    }

    @Override
    public boolean extend(Fence fence, Instant leaseEnd) {
        Optional<Row> held = held(fence);
        held.ifPresent(row -> rows.put(
                fence.resource(), new Row(row.kind(), row.number(), row.owner(), column(leaseEnd), row.tries())));
        return held.isPresent();
    }

    @Override
    public void check(Fence fence) {
        if (held(fence).isEmpty()) {
            throw new Superseded(fence);
        }
    }

    @Override
    public void handBack(Fence fence, Instant wakeTime, int tries) {
        Row row = held(fence).orElseThrow(() -> new Superseded(fence));
        rows.put(fence.resource(), new Row(row.kind(), row.number(), null, column(wakeTime), tries));
    }

    @Override
    public void wake(String resource, Instant now) {
        Row row = rows.get(resource);
        if (row != null && (row.owner() != null || row.wakeTime() > column(now))) {
            rows.put(resource, new Row(row.kind(), row.number(), null, column(now), row.tries()));
        }
    }

    @Override
    public void remove(String resource) {
        rows.remove(resource);
    }

    @Override
    public <T> T write(Supplier<T> work) {
        if (inside) {
            return work.get();
        }
        Map<String, Row> before = new TreeMap<>(rows);
        inside = true;
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            rows = before;
            throw e;
        } finally {
            inside = false;
        }
    }

    @Override
    public <T> T read(Supplier<T> work) {
        return work.get();
    }

    /** The only thread needs no lock. */
    @Override
    public void lock(ResourceName resource) {
        if (!inside) {
            throw new IllegalStateException("a lock outside of a write transaction");
        }
    }

    /** Whether anybody has claimed the work since it was handed back last. */
    boolean isClaimed(String resource) {
        Row row = rows.get(resource);
        return row != null && row.owner() != null;
    }

    private Optional<Row> held(Fence fence) {
        return Optional.ofNullable(rows.get(fence.resource()))
                .filter(row -> row.owner() != null && row.number() == fence.number());
    }

    private static long column(Instant time) {
        return time.equals(Instant.MAX) ? PARKED : Micros.of(time);
    }
}
