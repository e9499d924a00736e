package dev.assay.server;

import dev.assay.server.clock.ClockConfig;
import dev.assay.server.grpc.GrpcConfig;
import dev.assay.server.job.schedule.ScheduleMode;
import dev.assay.server.objects.ObjectsConfig;
import dev.assay.server.store.PostgresSettings;
import dev.assay.server.web.WebConfig;
import dev.assay.server.work.WorkConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a server is told at its start: a record for each room, and what concerns the process as a whole.
 *
 * @param dataDirectory holds the embedded store and temporary files
 * @param postgres the PostgreSQL that everything is kept in; null for the embedded store
 */
record ServerConfig(
        GrpcConfig grpc,
        WebConfig web,
        WorkConfig work,
        ClockConfig clock,
        Jobs jobs,
        ObjectsConfig objects,
        Path dataDirectory,
        @Nullable PostgresSettings postgres,
        Process process) {

    /**
     * What jobs and their runs are held to.
     *
     * @param schedule what is taken from the schedules of jobs
     * @param runAt the time of day, UTC, at which runs start if only days are taken
     * @param groundTruthWait how long a run waits for ground truth
     * @param linger how long a deleted job is still shown
     * @param keepSamples how long sampled rows are kept; null for ever
     */
    record Jobs(
            ScheduleMode schedule,
            LocalTime runAt,
            Duration groundTruthWait,
            Duration linger,
            @Nullable Duration keepSamples) {}

    /**
     * The process.
     *
     * @param stopLimit how long calls, and then steps of work, may take to finish when the server stops
     * @param shown the effective values by setting, secrets masked
     */
    record Process(LogFormat logFormat, String logLevel, Duration stopLimit, Map<String, String> shown) {}

    /** How log lines look. */
    enum LogFormat {
        TEXT,
        JSON
    }
}
