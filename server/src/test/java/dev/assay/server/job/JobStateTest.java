package dev.assay.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.job.JobState.Action;
import dev.assay.server.job.JobState.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobStateTest {
    @ParameterizedTest
    @CsvSource({
        "SCHEDULED, ALLOWED, ALLOWED, ALLOWED, NO_OP,   ALLOWED, ALLOWED",
        "RUNNING,   ALLOWED, ALLOWED, ALLOWED, NO_OP,   ALLOWED, ALLOWED",
        "PAUSED,    REFUSED, REFUSED, NO_OP,   ALLOWED, ALLOWED, ALLOWED",
        "STOPPED,   REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, NO_OP"
    })
    void verdict_ofEveryActionInEveryState(
            JobState state,
            Verdict sample,
            Verdict startRun,
            Verdict pause,
            Verdict resume,
            Verdict update,
            Verdict delete) {
        assertThat(Action.values())
                .extracting(state::verdict)
                .containsExactly(sample, startRun, pause, resume, update, delete);
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, false, SCHEDULED",
        "false, false, true,  RUNNING",
        "false, true,  false, PAUSED",
        "false, true,  true,  PAUSED",
        "true,  false, false, STOPPED",
        "true,  false, true,  STOPPED",
        "true,  true,  false, STOPPED",
        "true,  true,  true,  STOPPED"
    })
    void of_theStrongestCauseDecides(boolean deleted, boolean paused, boolean runActive, JobState state) {
        assertThat(JobState.of(deleted, paused, runActive)).isEqualTo(state);
    }
}
