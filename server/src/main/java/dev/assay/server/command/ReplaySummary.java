package dev.assay.server.command;

import dev.assay.v1.LogPredictionsResponse;
import dev.assay.v1.ProvideGroundTruthResponse;
import dev.assay.v1.ProvideGroundTruthResponse.Result;
import dev.assay.v1.ProvideGroundTruthResponse.Result.Outcome;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What became of the lines of a file. */
final class ReplaySummary {
    private static final int MAX_EXAMPLES = 20;

    private final Map<String, Long> predictions = new LinkedHashMap<>();
    private final Map<Outcome, Long> truths = new EnumMap<>(Outcome.class);
    private final List<String> examples = new ArrayList<>();
    private long malformed;
    private long refused;

    /** A line that could not be read. */
    void malformed(long line, String reason) {
        malformed++;
        example(line, reason);
    }

    /** What the server said of a batch; {@code lines} are the line numbers of its predictions. */
    void answered(LogPredictionsResponse answer, List<Long> lines) {
        add("sampled", answer.getSampled());
        add("not selected", answer.getNotSelected());
        add("over limit", answer.getOverLimit());
        add("duplicate", answer.getDuplicate());
        add("paused", answer.getPaused());
        add("no job", answer.getNoJob());
        add("invalid", answer.getInvalidCount());
        refused += answer.getInvalidCount();
        answer.getInvalidList().forEach(invalid -> example(lines.get(invalid.getIndex()), invalid.getReason()));
    }

    /** What the server said of ground truths; {@code lines} are their line numbers. */
    void answered(ProvideGroundTruthResponse answer, List<Long> lines) {
        for (int i = 0; i < answer.getResultsCount(); i++) {
            Result result = answer.getResults(i);
            truths.merge(result.getOutcome(), 1L, Long::sum);
            if (result.getOutcome() == Outcome.INVALID) {
                refused++;
                example(lines.get(i), "groundtruth: " + result.getReason());
            }
        }
    }

    /** Whether every line was readable and taken. */
    boolean isClean() {
        return malformed == 0 && refused == 0;
    }

    void print(PrintStream out, long repeatedCalls) {
        out.println("predictions:   " + shown(predictions));
        out.println("ground truths: " + shown(truths));
        out.println("malformed lines: " + malformed + ", repeated calls: " + repeatedCalls);
        examples.forEach(out::println);
        if (malformed + refused > examples.size()) {
            out.println("… and " + (malformed + refused - examples.size()) + " more");
        }
    }

    private void add(String outcome, long count) {
        predictions.merge(outcome, count, Long::sum);
    }

    private void example(long line, String reason) {
        if (examples.size() < MAX_EXAMPLES) {
            examples.add("line " + line + ": " + reason);
        }
    }

    private static String shown(Map<?, Long> counts) {
        StringBuilder text = new StringBuilder();
        counts.forEach((outcome, count) -> {
            if (count > 0) {
                String word = outcome.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
                text.append(text.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(word);
            }
        });
        return text.isEmpty() ? "none" : text.toString();
    }
}
