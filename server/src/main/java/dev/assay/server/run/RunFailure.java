package dev.assay.server.run;

import java.time.Instant;
import java.util.Map;

/**
 * One failure of a run; the job shows it as an Attempt.
 *
 * @param step the step that failed
 * @param reason stable, UPPER_SNAKE_CASE, such as {@code NO_USABLE_ROWS}
 * @param message for people: what failed, with counts and examples
 * @param details further facts for programs
 */
public record RunFailure(Instant time, RunState step, String reason, String message, Map<String, String> details) {}
