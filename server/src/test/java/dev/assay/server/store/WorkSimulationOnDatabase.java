package dev.assay.server.store;

import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.QuietWork;
import dev.assay.server.work.WorkSimulation;
import dev.assay.server.work.WorkSimulation.Figures;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Some of the simulated histories of work, with the statements of the real store. Each history is one transaction of the
 * database and its transactions are savepoints, so that nothing waits for a disk and nothing is left.
 */
@ExtendWith(QuietWork.class)
abstract class WorkSimulationOnDatabase {
    private Database database;

    /** An empty database, closed after the test. */
    abstract Database open();

    /** How many histories, unless fewer are asked for. */
    abstract int seeds();

    @BeforeEach
    void begin() {
        database = open();
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void everyWork_endsOnce_andNoLateWriteCounts() {
        Figures figures = Figures.NONE;
        for (long seed = 0; seed < Math.min(seeds(), Integer.getInteger("assay.simulation.seeds", seeds())); seed++) {
            figures = figures.plus(play(seed));
        }
        System.out.println(figures);
    }

    private Figures play(long seed) {
        return database.update(handle -> {
            handle.savepoint("empty");
            try {
                return WorkSimulation.run(seed, new SqlWorkStore(database), new Savepoints(database, handle));
            } finally {
                handle.rollbackToSavepoint("empty");
            }
        });
    }

    /** Transactions inside of one. */
    private record Savepoints(Database database, Handle handle) implements Transactions {
        @Override
        public <T> T write(Supplier<T> work) {
            handle.savepoint("inner");
            try {
                T result = work.get();
                handle.releaseSavepoint("inner");
                return result;
            } catch (RuntimeException | Error e) {
                handle.rollbackToSavepoint("inner");
                throw e;
            }
        }

        @Override
        public <T> T read(Supplier<T> work) {
            return database.read(work);
        }

        @Override
        public void lock(ResourceName resource) {
            database.lock(resource);
        }
    }
}
