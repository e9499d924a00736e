package dev.assay.server.store;

import dev.assay.server.sampling.SampleTableStore.Applied;
import dev.assay.server.sampling.SampleTableStore.NewRow;
import dev.assay.server.sampling.SampleTableStore.Origin;
import dev.assay.server.sampling.SampleTableStore.RowTruth;
import dev.assay.server.sampling.Truth;
import dev.assay.server.vocabulary.ResourceName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What an engine does to many rows of a sample table at once in a way of its own. */
interface SampleRows {
    /** What a row is whose truth nobody has given. */
    String WITHOUT_TRUTH = "(groundtruth IS NULL OR groundtruth IN ('', 'null'))";

    /** Inserts rows whose ids are new to the job; the answer tells by position which ones were inserted. */
    BitSet insert(Handle handle, String table, Origin origin, List<NewRow> rows);

    /** As {@link dev.assay.server.sampling.SampleTableStore#setTruth}. */
    Applied setTruth(Handle handle, String table, ResourceName job, List<Truth> truths, long maxBytes);

    /** As {@link dev.assay.server.sampling.SampleTableStore#fillTruth}. */
    int fillTruth(Handle handle, String table, long interval, List<RowTruth> truths, long maxBytes);

    /** The time of a row; the epoch if it says none. */
    Instant time(ResultSet row) throws SQLException;

    /** As this dialect does it. */
    static SampleRows of(Dialect dialect) {
        return switch (dialect) {
            case SQLITE -> new SqliteSampleRows();
            case POSTGRESQL -> new PostgresSampleRows();
        };
    }
}
