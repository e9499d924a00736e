package dev.assay.server.store;

import com.google.inject.AbstractModule;
import dev.assay.server.sampling.HeldTruthStore;
import dev.assay.server.sampling.SampleTableStore;
import dev.assay.server.sampling.SamplingStore;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The embedded stores of sampling over a directory, for tests of any room; rows of jobs are written by hand. */
public final class EmbeddedStores implements AutoCloseable {
    private final SqliteDatabase database;

    /** The one fence that is in force. */
    public final Fence fence = new Fence("projects/p/evaluationJobs/j/runs/r", 7);

    public EmbeddedStores(Path directory) {
        database = SqliteDatabase.open(directory);
    }

    public SamplingStore samplingStore() {
        return new SqlSamplingStore(database);
    }

    public SampleTableStore sampleTableStore() {
        return new SqlSampleTableStore(database, new OneFence(fence));
    }

    public HeldTruthStore heldTruthStore() {
        return new SqlHeldTruthStore(database);
    }

    public Transactions transactions() {
        return database;
    }

    /** Binds all of this. */
    public AbstractModule module() {
        return new AbstractModule() {
            @Override
            protected void configure() {
                bind(SamplingStore.class).toInstance(samplingStore());
                bind(SampleTableStore.class).toInstance(sampleTableStore());
                bind(HeldTruthStore.class).toInstance(heldTruthStore());
                bind(Transactions.class).toInstance(transactions());
            }
        };
    }

    /** Inserts the row of a job that evaluates a version. */
    public void insertJob(ResourceName job, ResourceName modelVersion, Instant now) {
        execute(
                """
                INSERT INTO job (id, project, description, schedule, model_version, model_id, annotation_spec_set,
                  label_missing_ground_truth, instruction, config, plan, interval_days, next_due, create_time)
                VALUES (?, ?, 'd', 'every 24 hours', ?, ?, 's', 0, '', x'', '', 1, 0, ?)""",
                job.id(),
                job.project(),
                modelVersion.toString(),
                modelVersion.ids().get(1),
                Micros.of(now));
    }

    public void pause(ResourceName job, @Nullable Instant time) {
        execute("UPDATE job SET pause_time = ? WHERE id = ?", time == null ? null : Micros.of(time), job.id());
    }

    public void delete(ResourceName job, Instant time) {
        execute("UPDATE job SET delete_time = ? WHERE id = ?", Micros.of(time), job.id());
    }

    public int execute(String sql, @Nullable Object... args) {
        return database.update(handle -> handle.execute(sql, args));
    }

    public List<Map<String, Object>> query(String sql, Object... args) {
        return database.query(handle -> handle.select(sql, args).mapToMap().list());
    }

    public long number(String sql, Object... args) {
        return database.query(
                handle -> handle.select(sql, args).mapTo(Long.class).one());
    }

    @Override
    public void close() {
        database.close();
    }

    /** Knows one fence and checks fences; the rest of a work store is of no use to sampling. */
    private record OneFence(Fence inForce) implements WorkStore {
        @Override
        public void check(Fence fence) {
            if (!fence.equals(inForce)) {
                throw new Superseded(fence);
            }
        }

        @Override
        public void add(String resource, WorkKind kind, Instant wakeTime) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Claim> claim(String owner, Instant now, Instant leaseEnd) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean extend(Fence fence, Instant leaseEnd) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void handBack(Fence fence, Instant wakeTime, int tries) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wake(String resource, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void remove(String resource) {
            throw new UnsupportedOperationException();
        }
    }
}
