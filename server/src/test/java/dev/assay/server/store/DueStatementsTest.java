package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looking for due jobs and beginning their runs costs in statements, and that none of them reads a whole table. */
class DueStatementsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:01Z");

    @TempDir
    Path directory;

    private StandingJobs jobs;

    @BeforeEach
    void open() {
        jobs = new StandingJobs(directory, 200);
    }

    @AfterEach
    void close() {
        jobs.close();
    }

    @Test
    void sweep_withNothingDue_isOneStatement_thatReadsTheIndexOfDueTimes() {
        assertThat(jobs.sweep(NOW)).isZero();

        List<String> statements = jobs.database().take();

        assertThat(statements).hasSize(1);
        assertThat(plan(statements.get(0)))
                .containsExactly("SEARCH job USING INDEX job_due ((next_due,id)>(?,?) AND next_due<?)");
    }

    @Test
    void sweep_costsAFewStatementsPerRun_eachByAnIndex() {
        jobs.makeDue(1, 10, NOW);
        assertThat(jobs.sweep(NOW)).isEqualTo(10);
        List<String> ofTen = jobs.database().take();
        jobs.makeDue(11, 12, NOW);
        assertThat(jobs.sweep(NOW)).isEqualTo(2);
        List<String> ofTwo = jobs.database().take();

        // For all together: what is due, and their jobs. For each: the labels, the due time, the interval sealed and
        // the
        // next one opened, the run, its work, its hold.
        assertThat(ofTwo).as(String.join("\n", ofTwo)).hasSize(2 + 2 * 7);
        assertThat(ofTen).hasSize(2 + 10 * 7);
        assertThat(ofTwo).allSatisfy(sql -> assertThat(plan(sql)).noneMatch(step -> step.contains("SCAN")));
    }

    @Test
    void sweep_ofMoreThanItTakesAtOnce_beginsThemAll() {
        jobs.makeDue(1, 130, NOW);

        assertThat(jobs.sweep(NOW)).isEqualTo(130);
        assertThat(jobs.sweep(NOW)).isZero();
    }

    /** How SQLite would execute a statement, whatever its values are. */
    private List<String> plan(String sql) {
        String unnamed = sql.replaceAll(":\\w+|\\?", "NULL");
        return jobs.database()
                .query(handle -> new ArrayList<>(handle.createQuery("EXPLAIN QUERY PLAN " + unnamed)
                        .map((row, context) -> row.getString("detail"))
                        .list()));
    }
}
