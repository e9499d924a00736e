package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.dataset.InstanceRow;
import dev.assay.server.dataset.transfer.ImportTables;
import dev.assay.server.sampling.TableName;
import dev.assay.server.vocabulary.TableUri;
import dev.assay.server.vocabulary.WrongState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of sample tables does for imports. */
abstract class ImportTablesContract {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final TableUri TABLE = new TableUri("bq", "samples", "texts");

    private Database database;
    private ImportTables tables;

    /** An empty database, closed after the test. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = open();
        tables = new SqlImportTables(database);
        new SqlSampleTableStore(database, new SqlWorkStore(database))
                .make(new TableName("bq", "samples", "texts"), "p", NOW);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void owner_isThatOfTheWholeName() {
        assertThat(tables.owner(TABLE)).contains("p");
        assertThat(tables.owner(new TableUri("other", "samples", "texts"))).isEmpty();
        assertThat(tables.owner(new TableUri("bq", "samples", "Texts"))).isEmpty();
        assertThat(tables.owner(new TableUri("bq", "samples", "images"))).isEmpty();
    }

    @Test
    void rows_areRead_fromOneKeyToAnother_withinTheLimits() {
        assertThat(tables.lastKey(TABLE)).isEqualTo(-1);
        row("one", 0.5);
        row("two", null);
        row("three", 0.5);
        row("four", 0.5);

        assertThat(tables.lastKey(TABLE)).isEqualTo(4);
        assertThat(tables.rows(TABLE, 2, 3, 9, 1_000))
                .containsExactly(new InstanceRow(2, true, "two", null), new InstanceRow(3, false, "three", null));
        assertThat(tables.rows(TABLE, 0, 4, 2, 1_000))
                .extracting(InstanceRow::key)
                .containsExactly(1L, 2L);
        assertThat(tables.rows(TABLE, 0, 4, 9, 7)).extracting(InstanceRow::key).containsExactly(1L, 2L);
        assertThat(tables.rows(TABLE, 3, 4, 9, 1)).extracting(InstanceRow::key).containsExactly(3L);
        assertThat(tables.rows(TABLE, 5, 9, 9, 1_000)).isEmpty();
    }

    @Test
    void droppedTable_isSaidToBe() {
        database.update(
                handle -> handle.execute("DROP TABLE " + database.dialect().tableName(TABLE.dataset(), TABLE.table())));

        assertThatThrownBy(() -> tables.rows(TABLE, 0, 9, 9, 1_000))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("bq://bq/samples/texts was dropped or changed");
    }

    private void row(String rawData, @Nullable Double probability) {
        String time = database.dialect().timeParameter("?");
        database.update(handle -> handle.execute(
                "INSERT INTO " + database.dialect().tableName(TABLE.dataset(), TABLE.table())
                        + " (model, model_version, time, raw_data, raw_prediction, sampling_probability)"
                        + " VALUES ('m', 'v', " + time + ", ?, '{}', ?)",
                "2026-03-01T10:00:00Z",
                rawData,
                probability));
    }
}
