package dev.assay.server.store;

import java.util.List;

/** The differences between engines, all in one place. */
enum Dialect {
    SQLITE;

    /** A column of a sample table: its name and its type in this engine. */
    record Column(String name, String type) {
        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    /** The name of a sample table as SQL, from its two parts; both are {@code [A-Za-z0-9_]{1,63}}. */
    String tableName(String dataset, String table) {
        return switch (this) {
            case SQLITE -> "\"" + dataset + "." + table + "\"";
        };
    }

    /** The columns of every sample table, in order. */
    List<Column> sampleTableColumns() {
        return switch (this) {
            case SQLITE ->
                List.of(
                        new Column("row_id", "INTEGER"),
                        new Column("model", "TEXT"),
                        new Column("model_version", "TEXT"),
                        new Column("time", "TEXT"),
                        new Column("raw_data", "TEXT"),
                        new Column("raw_prediction", "TEXT"),
                        new Column("groundtruth", "TEXT"),
                        new Column("prediction_id", "TEXT"),
                        new Column("sampling_probability", "REAL"),
                        new Column("evaluation_job", "TEXT"),
                        new Column("evaluation_interval", "INTEGER"));
        };
    }

    /** Asks for the columns of a table in order; the parameters are its two parts. */
    String columnsOfTable() {
        return switch (this) {
            case SQLITE -> "SELECT name, upper(type) AS type FROM pragma_table_info(? || '.' || ?) ORDER BY cid";
        };
    }

    /** Makes a sample table. */
    String createSampleTable(String dataset, String table) {
        return switch (this) {
            case SQLITE -> """
                CREATE TABLE %s (
                  row_id               INTEGER PRIMARY KEY,
                  model                TEXT NOT NULL,
                  model_version        TEXT NOT NULL,
                  time                 TEXT NOT NULL,
                  raw_data             TEXT NOT NULL,
                  raw_prediction       TEXT NOT NULL,
                  groundtruth          TEXT,
                  prediction_id        TEXT,
                  sampling_probability REAL,
                  evaluation_job       TEXT,
                  evaluation_interval  INTEGER
                ) STRICT""".formatted(tableName(dataset, table));
        };
    }

    /** Makes the indexes of a sample table, as far as they are missing. */
    List<String> createSampleTableIndexes(String dataset, String table) {
        String name = tableName(dataset, table);
        return switch (this) {
            // In SQLite indexes and tables share one space of names; two dots keep them apart.
            case SQLITE ->
                List.of(
                        "CREATE UNIQUE INDEX IF NOT EXISTS \"" + dataset + "." + table + ".prediction\" ON " + name
                                + " (evaluation_job, prediction_id)",
                        "CREATE INDEX IF NOT EXISTS \"" + dataset + "." + table + ".interval\" ON " + name
                                + " (evaluation_interval)",
                        // Instances may be large: finding the few rows of others must not read all the rest.
                        "CREATE INDEX IF NOT EXISTS \"" + dataset + "." + table + ".taken\" ON " + name
                                + " (evaluation_interval)"
                                + " WHERE sampling_probability IS NULL AND evaluation_interval IS NOT NULL",
                        "CREATE INDEX IF NOT EXISTS \"" + dataset + "." + table + ".foreign\" ON " + name
                                + " (model, model_version) WHERE evaluation_interval IS NULL");
        };
    }

    /** A condition that holds if the {@code time} of a row cannot be read as one. */
    String timeIsUnreadable() {
        return switch (this) {
            case SQLITE -> "julianday(time) IS NULL";
        };
    }

    /** An expression: the id of a row that others wrote. */
    String foreignRowId() {
        return switch (this) {
            case SQLITE -> "'ext-' || row_id";
        };
    }
}
