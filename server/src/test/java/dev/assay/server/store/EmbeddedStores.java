package dev.assay.server.store;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import dev.assay.server.dataset.AnnotationSpecSetStore;
import dev.assay.server.dataset.Holds;
import dev.assay.server.job.JobStore;
import dev.assay.server.sampling.HeldTruthStore;
import dev.assay.server.sampling.SampleTableStore;
import dev.assay.server.sampling.SamplingStore;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.WorkStore;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stores of a test, over a database of its own. */
public final class EmbeddedStores implements AutoCloseable {
    private final SqliteDatabase database;

    private EmbeddedStores(SqliteDatabase database) {
        this.database = database;
    }

    /** Opens or makes the database of a directory. */
    public static EmbeddedStores open(Path directory) {
        return new EmbeddedStores(SqliteDatabase.open(directory));
    }

    /** Binds every store. */
    public Module module() {
        return new AbstractModule() {
            @Override
            protected void configure() {
                bind(Database.class).toInstance(database);
                bind(Transactions.class).toInstance(database);
                bind(WorkStore.class).to(SqlWorkStore.class);
                bind(JobStore.class).to(SqlJobStore.class);
                bind(AnnotationSpecSetStore.class).to(SqlAnnotationSpecSetStore.class);
                bind(Holds.class).to(SqlHolds.class);
                bind(SamplingStore.class).to(SqlSamplingStore.class);
                bind(SampleTableStore.class).to(SqlSampleTableStore.class);
                bind(HeldTruthStore.class).to(SqlHeldTruthStore.class);
            }
        };
    }

    /** Executes a statement; joins the transaction under way. */
    public int execute(String sql, @Nullable Object... values) {
        return database.update(handle -> {
            var update = handle.createUpdate(sql);
            for (int i = 0; i < values.length; i++) {
                update.bind(i, values[i]);
            }
            return update.execute();
        });
    }

    /** The first column of what a query finds, as text. */
    public List<String> texts(String sql, Object... values) {
        return database.query(handle -> {
            var query = handle.createQuery(sql);
            for (int i = 0; i < values.length; i++) {
                query.bind(i, values[i]);
            }
            return query.mapTo(String.class).list();
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
