package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.sampling.SampleTableStore.Applied;
import dev.assay.server.sampling.SampledRow;
import dev.assay.server.sampling.TableName;
import dev.assay.server.sampling.Truth;
import dev.assay.server.vocabulary.WrongState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteSamplingStoreTest extends SamplingStoreContract {
    @TempDir
    Path directory;

    private @Nullable SamplingStores opened;

    @Override
    SamplingStores stores() {
        if (opened == null) {
            opened = new SamplingStores(directory);
        }
        return opened;
    }

    @Override
    String sql(TableName table) {
        return "\"" + table.dataset() + "." + table.table() + "\"";
    }

    @Override
    String unreadableTime() {
        return "yesterday";
    }

    @AfterEach
    void close() {
        stores().close();
    }

    @Test
    void nameInOtherCase_isTaken() {
        TableName shouted = new TableName(TABLE.sourceProject(), "DATA_1", "Samples");
        assertThatThrownBy(() -> tables.make(shouted, "p", NOW))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining(TABLE.toString());
    }

    @Test
    void truth_stopsEarly_onceItWroteEnough() {
        insert(row("a"), row("b"), row("c"));

        assertThat(tables.setTruth(
                        TABLE, JOB, List.of(new Truth("a", "{}"), new Truth("b", "{}"), new Truth("c", "{}")), 1))
                .isEqualTo(new Applied(1, BitSet.valueOf(new long[] {0b1})));
        assertThat(tables.rows(TABLE, interval(), 0, 10))
                .extracting(SampledRow::groundTruth)
                .containsExactly("{}", null, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "row_id INTEGER PRIMARY KEY, model TEXT",
                "model TEXT, row_id INTEGER PRIMARY KEY, model_version TEXT, time TEXT, raw_data TEXT,"
                        + " raw_prediction TEXT, groundtruth TEXT, prediction_id TEXT, sampling_probability REAL,"
                        + " evaluation_job TEXT, evaluation_interval INTEGER",
                "row_id INTEGER PRIMARY KEY, model TEXT, model_version TEXT, time INTEGER, raw_data TEXT,"
                        + " raw_prediction TEXT, groundtruth TEXT, prediction_id TEXT, sampling_probability REAL,"
                        + " evaluation_job TEXT, evaluation_interval INTEGER"
            })
    void standingTableWithOtherColumns_isRefused(String columns) {
        stores().execute("CREATE TABLE \"d.theirs\" (" + columns + ")");

        assertThatThrownBy(() -> stores().transactions().write(() -> tables.make(theirs(), "p", NOW)))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("raw_prediction TEXT, groundtruth TEXT, prediction_id TEXT");
        assertThat(stores().number("SELECT count(*) FROM sample_table WHERE name = 'theirs'"))
                .isZero();
    }

    @Test
    void standingTableThatFits_isTaken() {
        makeTheirs();
        tables.make(theirs(), "p", NOW);

        assertThat(stores().query("SELECT name FROM pragma_index_list('d.theirs')"))
                .extracting(index -> index.get("name"))
                .containsExactlyInAnyOrder(
                        "d.theirs.prediction", "d.theirs.interval", "d.theirs.taken", "d.theirs.foreign");
    }

    @Test
    void standingTableWithAPairTwice_isRefused() {
        makeTheirs();
        for (int i = 0; i < 2; i++) {
            stores().execute("INSERT INTO \"d.theirs\" (evaluation_job, prediction_id) VALUES ('j', 'a')");
        }

        assertThatThrownBy(() -> stores().transactions().write(() -> tables.make(theirs(), "p", NOW)))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("twice");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T10:00:00Z, 2026-03-01T10:00:00.000000Z",
        "2026-03-01T10:00:00.000001Z, 2026-03-01T10:00:00.000001Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000000Z",
        "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
        "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.500000Z"
    })
    void time_isWrittenWithSixDigits(Instant time, String text) {
        assertThat(TimeText.of(time)).isEqualTo(text);
        assertThat(TimeText.read(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01 10:00, 2026-03-01T10:00:00Z",
        "2026-03-01 10:00:01, 2026-03-01T10:00:01Z",
        "2026-03-01T10:00:01.25, 2026-03-01T10:00:01.25Z",
        "2026-03-01 10:00:01+02:00, 2026-03-01T08:00:01Z",
        "2026-03-01t10:00:01z, 2026-03-01T10:00:01Z",
        "never, 1970-01-01T00:00:00Z"
    })
    void timeThatOthersWrote_isRead(String text, Instant time) {
        assertThat(TimeText.read(text)).isEqualTo(time);
    }

    private static TableName theirs() {
        return new TableName("bq", "d", "theirs");
    }

    private void makeTheirs() {
        stores().execute("CREATE TABLE \"d.theirs\" (row_id INTEGER PRIMARY KEY, model TEXT, model_version TEXT,"
                + " time TEXT, raw_data TEXT, raw_prediction TEXT, groundtruth TEXT, prediction_id TEXT,"
                + " sampling_probability REAL, evaluation_job TEXT, evaluation_interval INTEGER)");
    }
}
