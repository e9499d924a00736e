package dev.assay.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datalabeling.v1beta1.EvaluationJob;
import dev.assay.server.JobRequests;
import dev.assay.server.grpc.JobDoor;
import dev.assay.server.job.schedule.ScheduleMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of a server whose schedules mean exact times; each is created at 2026-03-02 08:00. */
class ExactScheduleTest {
    private static final JobConfig EXACT =
            new JobConfig(ScheduleMode.EXACT, JobConfig.DEFAULT.runAt(), JobConfig.DEFAULT.deletedJobLinger());

    @TempDir
    Path directory;

    JobDoor door;
    String specSet;

    @BeforeEach
    void open() throws IOException {
        door = new JobDoor(directory, EXACT);
        specSet = door.specSet();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void crontab_isDueAsWritten_andMissedTimesCollapse() {
        job("*/5 8-9 * * *", "v");

        assertThat(tick("2026-03-02T08:04:59.999999Z")).isZero();
        assertThat(tick("2026-03-02T08:05:00Z")).isEqualTo(1);
        assertThat(tick("2026-03-02T08:09:59Z")).isZero();
        assertThat(tick("2026-03-02T08:27:00Z")).isEqualTo(1);
        assertThat(tick("2026-03-03T08:00:00Z")).isEqualTo(1);
        assertThat(tick("2026-03-03T08:05:00Z")).isEqualTo(1);

        assertThat(records())
                .containsExactly(
                        "CLAIMED 03-02T08:05 03-02T08:05 1",
                        "CLAIMED 03-02T08:10 03-02T08:25 4",
                        "CLAIMED 03-02T08:30 03-03T08:00 19",
                        "CLAIMED 03-03T08:05 03-03T08:05 1");
    }

    @Test
    void english_ofFixedTimes_isDueAsWritten() {
        job("1st,3rd monday of month 15:30", "v");

        assertThat(tick("2026-03-02T15:29:59Z")).isZero();
        assertThat(tick("2026-03-02T15:30:00Z")).isEqualTo(1);
        assertThat(tick("2026-05-01T00:00:00Z")).isEqualTo(1);

        assertThat(records()).containsExactly("CLAIMED 03-02T15:30 03-02T15:30 1", "CLAIMED 03-16T15:30 04-20T15:30 3");
    }

    @Test
    void english_ofAnInterval_countsFromTheCreation_however_lateRunsBegin() {
        job("every 90 minutes", "v");

        assertThat(tick("2026-03-02T09:29:59Z")).isZero();
        assertThat(tick("2026-03-02T09:41:00Z")).isEqualTo(1);
        assertThat(tick("2026-03-02T10:59:59Z")).isZero();
        assertThat(tick("2026-03-02T16:00:00Z")).isEqualTo(1);

        assertThat(records()).containsExactly("CLAIMED 03-02T09:30 03-02T09:30 1", "CLAIMED 03-02T11:00 03-02T15:30 4");
    }

    @Test
    void pauseOfADay_onAMinuteSchedule_leavesOneSkippedRecord() {
        EvaluationJob job = job("* * * * *", "v");
        tick("2026-03-02T08:01:00Z");
        door.at("2026-03-02T08:02:30Z");
        door.pause(job.getName());
        door.at("2026-03-03T08:02:30Z");
        door.resume(job.getName());
        assertThat(tick("2026-03-03T08:02:59Z")).isZero();
        assertThat(tick("2026-03-03T08:03:00Z")).isEqualTo(1);

        assertThat(records())
                .containsExactly(
                        "CLAIMED 03-02T08:01 03-02T08:01 1",
                        "CLAIMED 03-02T08:02 03-02T08:02 1",
                        "SKIPPED 03-02T08:03 03-03T08:02 1440",
                        "CLAIMED 03-03T08:03 03-03T08:03 1");
    }

    @Test
    void aMinuteScheduleAfterAYear_isOneRun_atOnce() {
        job("every 1 minutes", "v1");
        job("* * * * *", "v2");
        job("*/2 * * * mon-fri", "v3");

        assertThat(tick("2027-03-02T08:00:00Z")).isEqualTo(3);
        assertThat(tick("2027-03-02T08:00:59Z")).isZero();

        // 2026-03-02 is a Monday: 261 weekdays before the Tuesday a year later, each with 720 times, and 1 at that
        // day's 08:00.
        assertThat(records())
                .containsExactly(
                        "CLAIMED 03-02T08:01 03-02T08:00 525600",
                        "CLAIMED 03-02T08:01 03-02T08:00 525600",
                        "CLAIMED 03-02T08:02 03-02T08:00 " + 261 * 720);
    }

    @Test
    void create_refusesASchedule_thatNeverComes() {
        assertThat(JobDoor.blamed(() -> job("0 0 30 2 *", "v"))).containsExactly("job.schedule");
        assertThat(JobDoor.blamed(() -> job("30 of feb 09:00", "v"))).containsExactly("job.schedule");
    }

    @Test
    void aServerOfTheOtherMode_keepsTheDueTimeThatStands_andGoesOnByItsOwnRule() throws IOException {
        job("20 */6 * * *", "v");
        reopen(JobConfig.DEFAULT);
        assertThat(JobDoor.blamed(() -> job("20 */6 * * *", "w"))).containsExactly("job.schedule");
        assertThat(tick("2026-03-02T12:19:59Z")).isZero();
        assertThat(tick("2026-03-02T12:20:00Z")).isEqualTo(1);
        assertThat(tick("2026-03-03T09:59:59Z")).isZero();
        assertThat(tick("2026-03-03T10:00:00Z")).isEqualTo(1);

        reopen(EXACT);
        assertThat(tick("2026-03-04T09:59:59Z")).isZero();
        assertThat(tick("2026-03-04T18:20:00Z")).isEqualTo(1);

        assertThat(records())
                .containsExactly(
                        "CLAIMED 03-02T12:20 03-02T12:20 1",
                        "CLAIMED 03-03T10:00 03-03T10:00 1",
                        "CLAIMED 03-04T10:00 03-04T18:20 3");
    }

    private void reopen(JobConfig config) throws IOException {
        Instant now = door.now();
        door.close();
        door = new JobDoor(directory, config);
        door.pass(Duration.between(door.now(), now));
    }

    private EvaluationJob job(String schedule, String version) {
        return door.stub()
                .createEvaluationJob(JobRequests.create(
                        JobRequests.textClassification(specSet, JobRequests.modelVersion("m", version))
                                .setSchedule(schedule)));
    }

    /** Every record of due times, oldest first, as {@code STATE first last count}. */
    private List<String> records() {
        return door.stores().texts("""
                SELECT state || ' ' || strftime('%m-%dT%H:%M', first_due / 1000000, 'unixepoch')
                  || ' ' || strftime('%m-%dT%H:%M', last_due / 1000000, 'unixepoch') || ' ' || due_count
                FROM run ORDER BY first_due, id""");
    }

    private int tick(String time) {
        Instant now = door.at(time);
        DueSweep sweep = door.due().sweep(now);
        int begun = 0;
        while (!sweep.isDone()) {
            begun += sweep.startSome(now);
        }
        return begun;
    }
}
