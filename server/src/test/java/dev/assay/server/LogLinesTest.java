package dev.assay.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLinesTest {
    private static final String NAME = "dev.assay.server.boot.Lifecycle";

    @ParameterizedTest
    @CsvSource({"WARN,'WARN  '", "ERROR,'ERROR '"})
    void line_hasTimeLevelThreadLoggerAndMessage(String level, String shown) {
        assertThat(line(Level.toLevel(level), null, "stopped the {} in {} ms", "store", 6))
                .isEqualTo("2026-11-22T10:00:00.070Z " + shown + "[main] d.a.s.boot.Lifecycle stopped the store in 6 ms"
                        + System.lineSeparator());
    }

    @Test
    void line_ofAFailure_isFollowedByItsTraceAndCauses() {
        String lines = line(
                Level.ERROR, new IllegalStateException("outer", new IllegalArgumentException("inner")), "cannot start");

        assertThat(lines.lines()).first().asString().endsWith("cannot start");
        assertThat(lines.lines().skip(1)).first().isEqualTo("java.lang.IllegalStateException: outer");
        assertThat(lines)
                .contains("\tat " + LogLinesTest.class.getName())
                .contains("Caused by: java.lang.IllegalArgumentException: inner")
                .endsWith(System.lineSeparator());
    }

    private static String line(Level level, Throwable thrown, String message, Object... values) {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent(NAME, context.getLogger(NAME), level, message, thrown, values);
        event.setThreadName("main");
        event.setInstant(Instant.parse("2026-11-22T10:00:00.070Z"));
        LogLines lines = new LogLines();
        lines.setContext(context);
        lines.start();
        return new String(lines.encode(event), StandardCharsets.UTF_8);
    }
}
