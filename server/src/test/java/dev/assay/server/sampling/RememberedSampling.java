package dev.assay.server.sampling;

import dev.assay.server.sampling.Sampler.Gate;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The intervals, rows and held truths of one job, in {@link ReadCommitted} rows: what ingestion, ground truth and sealing
 * need of the stores, each call one statement, and before each of them others may come.
 */
class RememberedSampling implements SamplingStore, SampleTableStore, HeldTruthStore {
    private final ReadCommitted rows;
    private final Interleaver interleaver;
    private final Sampler job;
    private long lastInterval;

    RememberedSampling(ReadCommitted rows, Interleaver interleaver, Sampler job) {
        this.rows = rows;
        this.interleaver = interleaver;
        this.job = job;
    }

    record Interval(long id, boolean isSealed, int cap, int taken) {}

    record Row(String predictionId, long interval, @Nullable String truth) {}

    private record RowKey(String predictionId) {}

    private record TruthKey(String predictionId) {}

    private record HeldTruth(String text) {}

    // --- intervals ------------------------------------------------------------------------------------------------

    @Override
    public Optional<Sampler> find(ResourceName name) {
        interleaver.pause();
        return open().map(interval -> new Sampler(
                job.job(), job.modelVersion(), job.salt(), job.settings(), job.table(), Gate.OPEN, interval.id()));
    }

    @Override
    public Optional<Sampler> findByVersion(ResourceName modelVersion) {
        return find(job.job());
    }

    @Override
    public Optional<Integer> lock(long interval) {
        interleaver.pause();
        rows.lockRow(interval);
        // What counts is the row as it stands once nobody else writes it.
        Interval found = (Interval) rows.get(interval);
        return found == null || found.isSealed()
                ? Optional.empty()
                : Optional.of(Math.max(0, found.cap() - found.taken()));
    }

    @Override
    public void count(long interval, Tally tally, Instant now) {
        interleaver.pause();
        rows.lockRow(interval);
        Interval found = interval(interval, rows);
        rows.put(interval, new Interval(interval, found.isSealed(), found.cap(), found.taken() + tally.taken()));
    }

    @Override
    public Optional<Long> seal(ResourceName name, Instant now) {
        interleaver.pause();
        Optional<Interval> seen = open();
        seen.ifPresent(interval -> rows.lockRow(interval.id()));
        return seen.map(interval -> interval(interval.id(), rows))
                .filter(interval -> !interval.isSealed())
                .map(interval -> {
                    rows.put(interval.id(), new Interval(interval.id(), true, interval.cap(), interval.taken()));
                    return interval.id();
                });
    }

    @Override
    public long openInterval(ResourceName name, Instant now) {
        interleaver.pause();
        long id = ++lastInterval;
        rows.put(id, new Interval(id, false, job.settings().exampleCount(), 0));
        return id;
    }

    static Interval interval(long id, ReadCommitted rows) {
        return (Interval) Objects.requireNonNull(rows.get(id));
    }

    private Optional<Interval> open() {
        return rows.all(Interval.class).filter(interval -> !interval.isSealed()).findFirst();
    }

    // --- rows -----------------------------------------------------------------------------------------------------

    @Override
    public BitSet insert(Origin origin, List<NewRow> inserted) {
        interleaver.pause();
        BitSet really = new BitSet();
        for (int i = 0; i < inserted.size(); i++) {
            String id = inserted.get(i).predictionId();
            // Unique indexes make an insertion wait for one of the same key that is not committed yet.
            rows.lockRow(new RowKey(id));
            if (rows.get(new RowKey(id)) == null) {
                rows.put(
                        new RowKey(id),
                        new Row(id, origin.interval(), inserted.get(i).groundTruth()));
                really.set(i);
            }
        }
        return really;
    }

    @Override
    public Set<String> standing(TableName table, ResourceName name, Collection<String> predictionIds) {
        interleaver.pause();
        return predictionIds.stream()
                .filter(id -> rows.get(new RowKey(id)) != null)
                .collect(Collectors.toSet());
    }

    @Override
    public Applied setTruth(TableName table, ResourceName name, List<Truth> truths, long maxBytes) {
        interleaver.pause();
        BitSet found = new BitSet();
        IntStream.range(0, truths.size()).forEach(i -> {
            RowKey key = new RowKey(truths.get(i).predictionId());
            Row row = (Row) rows.get(key);
            if (row != null) {
                rows.lockRow(key);
                rows.put(
                        key,
                        new Row(
                                row.predictionId(),
                                row.interval(),
                                truths.get(i).groundTruth()));
                found.set(i);
            }
        });
        return new Applied(truths.size(), found);
    }

    @Override
    public long countRows(TableName table, long interval) {
        interleaver.pause();
        return rows.all(Row.class).filter(row -> row.interval() == interval).count();
    }

    // --- held truths ----------------------------------------------------------------------------------------------

    @Override
    public void hold(ResourceName name, List<Truth> truths, Instant expireTime) {
        interleaver.pause();
        truths.forEach(truth -> {
            rows.lockRow(new TruthKey(truth.predictionId()));
            rows.put(new TruthKey(truth.predictionId()), new HeldTruth(truth.groundTruth()));
        });
    }

    @Override
    public Map<String, String> find(ResourceName name, Collection<String> predictionIds) {
        interleaver.pause();
        Map<String, String> found = new HashMap<>();
        for (String id : predictionIds) {
            if (rows.get(new TruthKey(id)) instanceof HeldTruth held) {
                found.put(id, held.text());
            }
        }
        return found;
    }

    @Override
    public void drop(ResourceName name, Collection<String> predictionIds) {
        interleaver.pause();
        predictionIds.forEach(id -> {
            rows.lockRow(new TruthKey(id));
            rows.put(new TruthKey(id), null);
        });
    }

    /** The row of a prediction, if it has one. */
    Optional<Row> row(String predictionId) {
        return Optional.ofNullable((Row) rows.get(new RowKey(predictionId)));
    }

    /** Whether a truth waits for this prediction. */
    boolean holds(String predictionId) {
        return rows.get(new TruthKey(predictionId)) != null;
    }

    // --- not part of the story ------------------------------------------------------------------------------------

    @Override
    public void open(ResourceName name, byte[] salt, SamplerSettings settings, TableName table, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void change(ResourceName name, SamplerSettings settings, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Policy> policies(Collection<ResourceName> modelVersions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void keep(ResourceName name, PopulationCounts counts) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addPause(ResourceName name, Duration length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<IntervalRecord> interval(long id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<RowsOfInterval> oldestSealedBefore(Instant time) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void markPurged(long interval, boolean wholly) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void make(TableName table, String project, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int stampForeignRows(
            Fence fence,
            TableName table,
            ResourceName name,
            ResourceName modelVersion,
            long interval,
            int limit,
            Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<SampledRow> rows(TableName table, long interval, long afterKey, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean anyWithoutTruth(TableName table, long interval) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RowWithoutTruth> rowsWithoutTruth(TableName table, long interval, long fromKey, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int fillTruth(Fence fence, TableName table, long interval, List<RowTruth> truths, long maxBytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int delete(TableName table, long interval, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int dropExpired(Instant now, int limit) {
        throw new UnsupportedOperationException();
    }
}
