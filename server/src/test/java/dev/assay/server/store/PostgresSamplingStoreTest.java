package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.sampling.SampledRow;
import dev.assay.server.sampling.TableName;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.WrongState;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresSamplingStoreTest extends SamplingStoreContract {
    private static final String REST = ", model text, model_version text, time timestamptz, raw_data text,"
            + " raw_prediction text, groundtruth text, prediction_id text, sampling_probability double precision,"
            + " evaluation_job text, evaluation_interval bigint)";

    private @Nullable SamplingStores opened;

    @Override
    SamplingStores stores() {
        if (opened == null) {
            opened = new SamplingStores(PostgresDatabase.open(PostgresForTests.cleanDatabase()));
        }
        return opened;
    }

    @Override
    String sql(TableName table) {
        return "\"" + table.dataset() + "\".\"" + table.table() + "\"";
    }

    @Override
    String unreadableTime() {
        return "infinity";
    }

    @AfterEach
    void close() {
        stores().close();
    }

    @Test
    void namesThatDifferInCase_areTwoTables() {
        tables.make(new TableName(TABLE.sourceProject(), "DATA_1", "Samples"), "p", NOW);

        assertThat(stores().number("SELECT count(*) FROM sample_table")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"assay", "pg_toast", "information_schema"})
    void datasetThatIsNotForUsers_isRefused(String dataset) {
        assertThatThrownBy(() -> tables.make(new TableName("bq", dataset, "job"), "p", NOW))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("the server's own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "row_id bigint PRIMARY KEY" + REST,
                "row_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY" + REST,
                "row_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, model text)"
            })
    void standingTableWithOtherColumns_isRefused(String columns) {
        makeTheirs(columns);

        assertThatThrownBy(() -> tables.make(theirs(), "p", NOW))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("raw_prediction TEXT, groundtruth TEXT, prediction_id TEXT");
        assertThat(stores().number("SELECT count(*) FROM sample_table WHERE name = 'theirs'"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"row_id bigserial PRIMARY KEY", "row_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"})
    void standingTableThatFits_isTaken(String key) {
        makeTheirs(key + REST);
        tables.make(theirs(), "p", NOW);

        assertThat(stores().number("SELECT count(*) FROM pg_indexes WHERE schemaname = 'd' AND tablename = 'theirs'"))
                .isEqualTo(5);
    }

    @Test
    void tablesWithTheLongestNames_haveIndexesOfTheirOwn() {
        String name = "t".repeat(62);
        for (String table : new String[] {name + "a", name + "b"}) {
            tables.make(new TableName("bq", "d", table), "p", NOW);
        }

        assertThat(stores().number("SELECT count(*) FROM pg_indexes WHERE schemaname = 'd'"))
                .isEqualTo(10);
    }

    @Test
    void standingTableWithAPairTwice_isRefused() {
        makeTheirs("row_id bigserial PRIMARY KEY" + REST);
        for (int i = 0; i < 2; i++) {
            stores().execute("INSERT INTO d.theirs (evaluation_job, prediction_id) VALUES ('j', 'a')");
        }

        assertThatThrownBy(() -> tables.make(theirs(), "p", NOW))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "2026-03-01T10:00:00.000001Z", "9999-12-31T23:59:59.999999Z"})
    void time_isReadBackToTheMicrosecond(Instant time) {
        stores().execute(
                        "INSERT INTO " + sql(TABLE)
                                + " (model, model_version, time, raw_data, raw_prediction, prediction_id, evaluation_interval)"
                                + " VALUES ('m', 'v', CAST(? AS timestamptz), '', '', 'a', 99)",
                        TimeText.of(time));

        assertThat(tables.rows(TABLE, 99, 0, 1)).extracting(SampledRow::time).containsExactly(time);
    }

    @Test
    void rowsOfOthers_goToOneOfTwoRunsThatTakeThemAtOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            stores().execute("INSERT INTO " + sql(TABLE)
                    + " (model, model_version, time, raw_data, raw_prediction) VALUES ('m', 'v1', now(), '', '')");
        }
        Fence one = stores().claim("runs/one", NOW);
        Fence two = stores().claim("runs/two", NOW);
        CountDownLatch stamped = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Integer> first =
                CompletableFuture.supplyAsync(() -> stores().transactions().write(() -> {
                    int taken = tables.stampForeignRows(one, TABLE, JOB, VERSION, 101, 2, NOW);
                    stamped.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return taken;
                }));
        stamped.await();

        assertThat(tables.stampForeignRows(two, TABLE, JOB, VERSION, 102, 2, NOW))
                .isEqualTo(1);
        end.countDown();
        assertThat(first.get()).isEqualTo(2);
        assertThat(tables.countRows(TABLE, 101)).isEqualTo(2);
        assertThat(tables.countRows(TABLE, 102)).isEqualTo(1);
    }

    private static TableName theirs() {
        return new TableName("bq", "d", "theirs");
    }

    private void makeTheirs(String columns) {
        stores().execute("CREATE SCHEMA d");
        stores().execute("CREATE TABLE d.theirs (" + columns);
    }
}
