package dev.assay.server.sampling;

/**
 * Where a job's sampled rows live: the parts of {@code bq://project/dataset/table}. Dataset and table are
 * {@code [A-Za-z0-9_]{1,63}}; the project is that of the URI and only tells owners apart in the embedded store.
 */
public record TableName(String sourceProject, String dataset, String table) {
    @Override
    public String toString() {
        return "bq://" + sourceProject + "/" + dataset + "/" + table;
    }
}
