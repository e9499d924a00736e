package dev.assay.server.store;

/** The differences between engines, all in one place. */
enum Dialect {
    SQLITE;

    /** The name of a sample table as SQL, from its two parts; both are {@code [A-Za-z0-9_]{1,63}}. */
    String tableName(String dataset, String table) {
        return switch (this) {
            case SQLITE -> "\"" + dataset + "." + table + "\"";
        };
    }
}
