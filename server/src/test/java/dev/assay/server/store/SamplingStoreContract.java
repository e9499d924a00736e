package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.sampling.HeldTruthStore;
import dev.assay.server.sampling.IntervalRecord;
import dev.assay.server.sampling.Policy;
import dev.assay.server.sampling.PopulationCounts;
import dev.assay.server.sampling.SampleTableStore;
import dev.assay.server.sampling.SampleTableStore.Applied;
import dev.assay.server.sampling.SampleTableStore.NewRow;
import dev.assay.server.sampling.SampleTableStore.Origin;
import dev.assay.server.sampling.SampleTableStore.RowTruth;
import dev.assay.server.sampling.SampleTableStore.RowWithoutTruth;
import dev.assay.server.sampling.SampledRow;
import dev.assay.server.sampling.Sampler;
import dev.assay.server.sampling.Sampler.Gate;
import dev.assay.server.sampling.SamplerSettings;
import dev.assay.server.sampling.SamplingStore;
import dev.assay.server.sampling.SamplingStore.RowsOfInterval;
import dev.assay.server.sampling.TableName;
import dev.assay.server.sampling.Tally;
import dev.assay.server.sampling.Truth;
import dev.assay.server.vocabulary.Fence;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Superseded;
import dev.assay.server.vocabulary.WrongState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of samplers, sample tables and held truths does. */
abstract class SamplingStoreContract {
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");
    static final ResourceName JOB = ResourceName.of(ResourceKind.EVALUATION_JOB, "p", "job1");
    static final ResourceName VERSION = ResourceName.of(ResourceKind.MODEL_VERSION, "p", "m", "v1");
    static final TableName TABLE = new TableName("bq", "Data_1", "samples");
    static final byte[] SALT = new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, -1, -128};

    private static final long ANY_BYTES = Long.MAX_VALUE;

    SamplingStore store;
    SampleTableStore tables;
    HeldTruthStore held;

    abstract SamplingStores stores();

    /** The table's name in SQL. */
    abstract String sql(TableName table);

    /** What a row may say for a time although it is none. */
    abstract String unreadableTime();

    @BeforeEach
    void openJob() {
        store = stores().samplingStore();
        tables = stores().sampleTableStore();
        held = stores().heldTruthStore();
        open(JOB, VERSION, TABLE);
    }

    // --- samplers -------------------------------------------------------------------------------------------------

    @Test
    void sampler_isFoundByJobAndByVersion() {
        Sampler sampler = store.find(JOB).orElseThrow();

        assertThat(sampler.salt()).isEqualTo(SALT);
        assertThat(sampler.modelVersion()).isEqualTo(VERSION);
        assertThat(sampler.settings()).isEqualTo(new SamplerSettings(0.25, 3));
        assertThat(sampler.table()).isEqualTo(TABLE);
        assertThat(sampler.gate()).isEqualTo(Gate.OPEN);
        assertThat(sampler.interval()).isPositive();
        assertThat(store.findByVersion(VERSION).orElseThrow().job()).isEqualTo(JOB);
    }

    @Test
    void find_ofAnotherProjectsJob_isEmpty() {
        assertThat(store.find(ResourceName.of(ResourceKind.EVALUATION_JOB, "other", "job1")))
                .isEmpty();
    }

    @Test
    void gate_followsTheJob() {
        stores().pause(JOB, NOW);
        assertThat(store.find(JOB).orElseThrow().gate()).isEqualTo(Gate.PAUSED);

        stores().delete(JOB, NOW);
        store.seal(JOB, NOW);
        assertThat(store.find(JOB).orElseThrow().gate()).isEqualTo(Gate.CLOSED);
        assertThat(store.find(JOB).orElseThrow().interval()).isZero();
        assertThat(store.findByVersion(VERSION)).isEmpty();
        assertThat(store.policies(List.of(VERSION))).isEmpty();
    }

    @Test
    void policies_tellWhetherTheIntervalIsFull() {
        assertThat(state()).isEqualTo(Policy.State.OPEN);

        store.count(interval(), new Tally(3, 3, 0, 0), NOW);
        assertThat(state()).isEqualTo(Policy.State.FULL);

        store.change(JOB, new SamplerSettings(0.25, 4), NOW);
        assertThat(state()).isEqualTo(Policy.State.OPEN);
    }

    // --- intervals ------------------------------------------------------------------------------------------------

    @Test
    void lock_tellsTheRoomLeft() {
        long interval = interval();
        assertThat(store.lock(interval)).contains(3);
        store.count(interval, new Tally(2, 2, 0, 0), NOW);
        assertThat(store.lock(interval)).contains(1);
        store.change(JOB, new SamplerSettings(0.25, 1), NOW);
        assertThat(store.lock(interval)).contains(0);
        store.seal(JOB, NOW);
        assertThat(store.lock(interval)).isEmpty();
    }

    @Test
    void seal_leavesNoneOpen_andTheNextHasTheNewCap() {
        long first = interval();
        assertThat(store.seal(JOB, NOW)).contains(first);
        assertThat(store.seal(JOB, NOW)).isEmpty();
        store.change(JOB, new SamplerSettings(0.5, 9), NOW);

        long second = store.openInterval(JOB, NOW.plusSeconds(1));

        assertThat(second).isGreaterThan(first);
        assertThat(interval()).isEqualTo(second);
        assertThat(record(second).cap()).isEqualTo(9);
        assertThat(record(first).cap()).isEqualTo(3);
        assertThat(record(first).sealTime()).isEqualTo(NOW);
    }

    @Test
    void counts_addUp_andTheCapTimeIsTheFirst() {
        long interval = interval();
        store.count(interval, new Tally(10, 2, 0, 1), NOW);
        assertThat(record(interval).capTime()).isNull();
        store.count(interval, new Tally(5, 1, 2, 0), NOW.plusSeconds(1));
        store.count(interval, new Tally(5, 0, 3, 0), NOW.plusSeconds(2));

        assertThat(record(interval))
                .isEqualTo(new IntervalRecord(
                        interval, NOW, null, 3, 3, 20, 9, 5, 1, NOW.plusSeconds(1), Duration.ZERO, 0, 0, 0, false));
    }

    @Test
    void pauses_addUp_inTheOpenInterval_untilItIsFull() {
        long first = interval();
        store.addPause(JOB, Duration.ofSeconds(2));
        store.addPause(JOB, Duration.ofNanos(3_000));
        store.seal(JOB, NOW);
        long second = store.openInterval(JOB, NOW);
        store.addPause(JOB, Duration.ofSeconds(5));
        store.count(second, new Tally(99, 99, 0, 0), NOW);
        store.addPause(JOB, Duration.ofSeconds(7));

        assertThat(record(first).paused()).isEqualTo(Duration.ofSeconds(2).plusNanos(3_000));
        assertThat(record(second).paused()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void capTime_isForgotten_whenTheCapIsRaised() {
        store.count(interval(), new Tally(3, 3, 0, 0), NOW);
        store.change(JOB, new SamplerSettings(0.25, 5), NOW);

        assertThat(record(interval()).capTime()).isNull();
    }

    @Test
    void capThatIsLoweredBelowWhatStands_isReachedThen() {
        store.count(interval(), new Tally(2, 2, 0, 0), NOW);
        store.change(JOB, new SamplerSettings(0.25, 2), NOW.plusSeconds(5));
        assertThat(record(interval()).capTime()).isEqualTo(NOW.plusSeconds(5));

        store.change(JOB, new SamplerSettings(0.25, 1), NOW.plusSeconds(6));
        assertThat(record(interval()).capTime()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void clientCounts_keepTheLargestPerClient() {
        long interval = interval();
        store.keep(JOB, new PopulationCounts("a", interval, 10, 5, 3));
        store.keep(JOB, new PopulationCounts("a", interval, 8, 6, 2));
        store.keep(JOB, new PopulationCounts("b", interval, 100, 0, 4));
        store.keep(JOB, new PopulationCounts("b", interval + 99, 7, 7, 7));
        store.keep(
                ResourceName.of(ResourceKind.EVALUATION_JOB, "p", "other"),
                new PopulationCounts("c", interval, 9, 9, 9));

        assertThat(record(interval).clientNotSelected()).isEqualTo(110);
        assertThat(record(interval).clientDropped()).isEqualTo(6);
        assertThat(record(interval).clientOverLimit()).isEqualTo(7);
    }

    // --- sample tables --------------------------------------------------------------------------------------------

    @Test
    void make_ofAStandingTable_keepsItsRows() {
        insert(row("a"));
        tables.make(TABLE, "p", NOW);

        assertThat(tables.countRows(TABLE, interval())).isEqualTo(1);
    }

    @Test
    void make_ofAnothersTable_isRefused() {
        assertTaken("other", TABLE);
        assertTaken("p", new TableName("elsewhere", TABLE.dataset(), TABLE.table()));
    }

    private void assertTaken(String project, TableName table) {
        assertThatThrownBy(() -> stores().transactions().write(() -> tables.make(table, project, NOW)))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("taken")
                .extracting(e -> ((WrongState) e).reason())
                .isEqualTo("SAMPLE_TABLE_TAKEN");
    }

    @Test
    void insert_leavesOutIdsThatStand() {
        assertThat(insert(row("a"), row("b"), row("a"))).isEqualTo(List.of(0, 1));
        assertThat(insert(row("b"), row("c"))).isEqualTo(List.of(1));
        assertThat(tables.standing(TABLE, JOB, List.of("a", "b", "x"))).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void sameId_ofTwoJobsInOneTable_isTwoRows() {
        ResourceName other = ResourceName.of(ResourceKind.EVALUATION_JOB, "p", "job2");
        open(other, ResourceName.of(ResourceKind.MODEL_VERSION, "p", "m", "v2"), TABLE);
        insert(row("a"));

        assertThat(tables.standing(TABLE, other, List.of("a"))).isEmpty();
        assertThat(tables.insert(new Origin(TABLE, other, VERSION, 99, 0.5), List.of(row("a")))
                        .cardinality())
                .isEqualTo(1);
    }

    @Test
    void insertedRow_isReadBack() {
        NewRow row = new NewRow(
                "ä/😀", NOW, "{\"instances\":[ {\"x\": 1} ]}", "{\"predictions\":[\"ü€😀\"]}", "{\"label\":\"cat\"}");
        insert(row);

        assertThat(tables.rows(TABLE, interval(), 0, 10))
                .singleElement()
                .isEqualTo(new SampledRow(1, "ä/😀", NOW, row.rawPrediction(), "{\"label\":\"cat\"}", 0.25));
        assertThat(stores().query("SELECT * FROM " + sql(TABLE)).get(0))
                .containsEntry("model", "m")
                .containsEntry("model_version", "v1")
                .containsEntry("raw_data", row.rawData());
    }

    @Test
    void rows_comeInPagesOfLimitedNumberAndSize() {
        stores().execute("UPDATE sampling_interval SET cap = 1000");
        String large = "{\"predictions\":[\"" + "x".repeat(5 << 20) + "\"]}";
        List<NewRow> rows = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            rows.add(new NewRow("large" + i, NOW, "{}", large, null));
        }
        IntStream.range(0, 50).forEach(i -> rows.add(row("small" + i)));
        insert(rows.toArray(NewRow[]::new));

        List<SampledRow> all = new ArrayList<>();
        long after = 0;
        List<SampledRow> page = tables.rows(TABLE, interval(), after, 20);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(20);
            assertThat(page.stream().mapToLong(r -> r.rawPrediction().length()).sum())
                    .isLessThanOrEqualTo(16 << 20);
            all.addAll(page);
            after = page.get(page.size() - 1).key();
            page = tables.rows(TABLE, interval(), after, 20);
        }
        assertThat(all)
                .extracting(SampledRow::predictionId)
                .isEqualTo(rows.stream().map(NewRow::predictionId).toList());
    }

    @Test
    void truth_isSetWhereARowStands() {
        insert(row("a"), row("b"));
        assertThat(tables.anyWithoutTruth(TABLE, interval())).isTrue();

        assertThat(tables.setTruth(
                        TABLE,
                        JOB,
                        List.of(new Truth("x", "{}"), new Truth("a", "{}"), new Truth("a", "[]")),
                        ANY_BYTES))
                .isEqualTo(new Applied(3, BitSet.valueOf(new long[] {0b110})));
        assertThat(tables.anyWithoutTruth(TABLE, interval())).isTrue();
        tables.setTruth(TABLE, JOB, List.of(new Truth("b", "null")), ANY_BYTES);
        assertThat(tables.anyWithoutTruth(TABLE, interval())).isTrue();
        tables.setTruth(TABLE, JOB, List.of(new Truth("b", " {} ")), ANY_BYTES);
        assertThat(tables.anyWithoutTruth(TABLE, interval())).isTrue();
        tables.setTruth(TABLE, JOB, List.of(new Truth("b", "{\"t\":1}")), ANY_BYTES);

        assertThat(tables.anyWithoutTruth(TABLE, interval())).isFalse();
        assertThat(tables.rows(TABLE, interval(), 0, 1).get(0).groundTruth()).isEqualTo("[]");
    }

    @Test
    void truth_isFilledInWhereThereIsNone_underTheFenceInForce() {
        insert(row("a"), row("b"), row("c"));
        insertForeign("v1", "2026-02-01T08:00:00Z", null);
        Fence fence = stores().claim("runs/r", NOW);
        stamp(fence, interval());
        tables.setTruth(TABLE, JOB, List.of(new Truth("b", "[]"), new Truth("c", "null")), ANY_BYTES);
        List<Long> keys = tables.rows(TABLE, interval(), 0, 10).stream()
                .map(SampledRow::key)
                .toList();
        List<RowTruth> truths = keys.stream()
                .map(key -> new RowTruth(key, "{\"t\":" + key + "}"))
                .toList();

        assertThat(tables.rowsWithoutTruth(TABLE, interval(), 0, 10))
                .containsExactly(
                        new RowWithoutTruth(keys.get(0), false),
                        new RowWithoutTruth(keys.get(2), false),
                        new RowWithoutTruth(keys.get(3), true));
        assertThat(tables.rowsWithoutTruth(TABLE, interval(), keys.get(2), 1))
                .containsExactly(new RowWithoutTruth(keys.get(2), false));
        assertThat(tables.rowsWithoutTruth(TABLE, interval() + 1, 0, 10)).isEmpty();
        assertThatThrownBy(() -> tables.fillTruth(
                        new Fence(fence.resource(), fence.number() - 1), TABLE, interval(), truths, ANY_BYTES))
                .isInstanceOf(Superseded.class);
        assertThat(tables.fillTruth(fence, TABLE, interval() + 1, truths, ANY_BYTES))
                .isEqualTo(4);
        assertThat(tables.rowsWithoutTruth(TABLE, interval(), 0, 10)).hasSize(3);

        for (int done = 0; done < truths.size(); ) {
            int looked = tables.fillTruth(fence, TABLE, interval(), truths.subList(done, truths.size()), 1);
            assertThat(looked).isPositive();
            done += looked;
        }

        assertThat(tables.rows(TABLE, interval(), 0, 10))
                .extracting(SampledRow::groundTruth)
                .containsExactly(
                        truths.get(0).groundTruth(),
                        "[]",
                        truths.get(2).groundTruth(),
                        truths.get(3).groundTruth());
        assertThat(tables.rowsWithoutTruth(TABLE, interval(), 0, 10)).isEmpty();
    }

    // --- rows of others -------------------------------------------------------------------------------------------

    @Test
    void foreignRows_areStampedInChunks() {
        insert(row("ours"));
        for (int i = 0; i < 5; i++) {
            insertForeign("v1", "2026-02-01 08:00:0" + i + "Z", null);
        }
        insertForeign("v2", "2026-02-01T08:00:00Z", null);
        insertForeign("v1", unreadableTime(), "their own id");
        long sealed = interval();
        Fence fence = stores().claim("runs/r", NOW);

        assertThat(stamp(fence, sealed)).isEqualTo(4);
        assertThat(stamp(fence, sealed)).isEqualTo(2);
        assertThat(stamp(fence, sealed)).isZero();

        List<SampledRow> rows = tables.rows(TABLE, sealed, 0, 100);
        assertThat(rows).hasSize(7);
        assertThat(rows.subList(1, 7)).allSatisfy(row -> {
            assertThat(row.predictionId()).isEqualTo("ext-" + row.key());
            assertThat(row.samplingProbability()).isNull();
        });
        assertThat(rows.get(1).time()).isEqualTo(Instant.parse("2026-02-01T08:00:00Z"));
        assertThat(rows.get(6).time()).isEqualTo(NOW);
        assertThat(stores().number("SELECT count(*) FROM " + sql(TABLE) + " WHERE evaluation_interval IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void foreignRows_underALostFence_stayAsTheyAre() {
        insertForeign("v1", "2026-02-01T08:00:00Z", null);
        Fence fence = stores().claim("runs/r", NOW);

        assertThatThrownBy(() -> stamp(new Fence(fence.resource(), fence.number() - 1), interval()))
                .isInstanceOf(Superseded.class);
        assertThat(tables.countRows(TABLE, interval())).isZero();
    }

    private int stamp(Fence fence, long interval) {
        return stores().transactions()
                .write(() -> tables.stampForeignRows(fence, TABLE, JOB, VERSION, interval, 4, NOW));
    }

    private void insertForeign(String version, String time, @Nullable String id) {
        stores().execute(
                        "INSERT INTO " + sql(TABLE)
                                + " (model, model_version, time, raw_data, raw_prediction, prediction_id)"
                                + " VALUES ('m', ?, " + stores().timeParameter() + ", '{}', '{}', ?)",
                        version,
                        time,
                        id);
    }

    @Test
    void tableThatItsUsersDropped_isToldAsSuch_andItsRowsCountAsDeleted() {
        insert(row("a"));
        stores().execute("DROP TABLE " + sql(TABLE));

        assertThatThrownBy(() -> insert(row("b")))
                .isInstanceOf(WrongState.class)
                .hasMessageContaining("dropped or changed");
        assertThatThrownBy(() -> tables.rows(TABLE, interval(), 0, 10)).isInstanceOf(WrongState.class);
        assertThat(tables.delete(TABLE, interval(), 10)).isZero();
    }

    // --- held truth -----------------------------------------------------------------------------------------------

    @Test
    void heldTruth_isFoundUntilDroppedOrExpired() {
        held.hold(JOB, List.of(new Truth("a", "1"), new Truth("b", "2"), new Truth("c", "3")), NOW);
        held.hold(JOB, List.of(new Truth("a", "4")), NOW.plusSeconds(60));

        assertThat(held.find(JOB, List.of("a", "b", "x")))
                .containsOnlyKeys("a", "b")
                .containsEntry("a", "4");
        assertThat(held.find(ResourceName.of(ResourceKind.EVALUATION_JOB, "p", "other"), List.of("a")))
                .isEmpty();
        held.drop(JOB, List.of("b"));
        assertThat(held.dropExpired(NOW.plusSeconds(1), 10)).isEqualTo(1);
        assertThat(held.find(JOB, List.of("a", "b", "c"))).containsOnlyKeys("a");
    }

    @Test
    void expiredTruths_areDroppedUpToTheLimit() {
        held.hold(JOB, List.of(new Truth("a", "1"), new Truth("b", "2"), new Truth("c", "3")), NOW);

        assertThat(held.dropExpired(NOW, 2)).isZero();
        assertThat(held.dropExpired(NOW.plusSeconds(1), 2)).isEqualTo(2);
        assertThat(held.dropExpired(NOW.plusSeconds(1), 2)).isEqualTo(1);
    }

    // --- purging --------------------------------------------------------------------------------------------------

    @Test
    void oldestSealed_isFoundUntilItIsPurged() {
        long first = interval();
        insert(row("a"), row("b"));
        assertThat(store.oldestSealedBefore(NOW.plusSeconds(9))).isEmpty();
        store.seal(JOB, NOW);
        store.openInterval(JOB, NOW);

        assertThat(store.oldestSealedBefore(NOW)).isEmpty();
        assertThat(store.oldestSealedBefore(NOW.plusSeconds(1))).contains(new RowsOfInterval(first, JOB, TABLE));
        assertThat(record(first).purged()).isFalse();
        assertThat(tables.delete(TABLE, first, 1)).isEqualTo(1);
        store.markPurged(first, false);
        assertThat(store.oldestSealedBefore(NOW.plusSeconds(1))).contains(new RowsOfInterval(first, JOB, TABLE));
        assertThat(record(first).purged()).isTrue();
        assertThat(tables.delete(TABLE, first, 5)).isEqualTo(1);
        store.markPurged(first, true);
        assertThat(record(first).purged()).isTrue();
        assertThat(store.oldestSealedBefore(NOW.plusSeconds(1))).isEmpty();
    }

    // --------------------------------------------------------------------------------------------------------------

    void open(ResourceName job, ResourceName version, TableName table) {
        stores().insertJob(job, version, NOW);
        stores().transactions().write(() -> {
            tables.make(table, job.project(), NOW);
            store.open(job, SALT, new SamplerSettings(0.25, 3), table, NOW);
        });
    }

    long interval() {
        return store.find(JOB).orElseThrow().interval();
    }

    private IntervalRecord record(long interval) {
        return store.interval(interval).orElseThrow();
    }

    private Policy.State state() {
        return store.policies(List.of(VERSION)).get(0).state();
    }

    List<Integer> insert(NewRow... rows) {
        return tables.insert(new Origin(TABLE, JOB, VERSION, interval(), 0.25), List.of(rows)).stream()
                .boxed()
                .toList();
    }

    static NewRow row(String id) {
        return new NewRow(id, NOW, "{\"instances\":[1]}", "{\"predictions\":[2]}", null);
    }
}
