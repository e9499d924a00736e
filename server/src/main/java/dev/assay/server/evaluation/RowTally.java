package dev.assay.server.evaluation;

import dev.assay.server.evaluation.RowCounts.InvalidItems;
import dev.assay.server.evaluation.rows.InvalidReason;
import dev.assay.server.evaluation.rows.ParsedRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts items while they are read. */
final class RowTally {
    private final Map<InvalidReason, Long> invalid = new EnumMap<>(InvalidReason.class);
    private final Map<InvalidReason, List<String>> examples = new EnumMap<>(InvalidReason.class);
    private long evaluated;
    private long withoutTruth;
    private long foreign;
    private @Nullable Double minProbability;
    private @Nullable Double maxProbability;

    /** Notes with which probability a row was drawn. */
    void countRow(SourceRow row) {
        Double probability = row.samplingProbability();
        if (probability != null) {
            minProbability = minProbability == null ? probability : Math.min(minProbability, probability);
            maxProbability = maxProbability == null ? probability : Math.max(maxProbability, probability);
        }
    }

    /** Counts one item of a row. */
    void count(SourceRow row, String item, ParsedRow parsed) {
        foreign += row.foreign() ? 1 : 0;
        if (parsed instanceof ParsedRow.NoTruth) {
            withoutTruth++;
        } else if (parsed instanceof ParsedRow.Invalid mistake) {
            invalid.merge(mistake.reason(), 1L, Long::sum);
            List<String> shown = examples.computeIfAbsent(mistake.reason(), reason -> new ArrayList<>());
            if (shown.size() < RowCounts.MAX_EXAMPLES) {
                shown.add(item + " (prediction " + row.predictionId() + "): " + mistake.message());
            }
        } else {
            evaluated++;
        }
    }

    RowCounts finish() {
        List<InvalidItems> byReason = invalid.entrySet().stream()
                .map(entry -> new InvalidItems(
                        entry.getKey(), entry.getValue(), examples.getOrDefault(entry.getKey(), List.of())))
                .sorted(Comparator.comparingLong(InvalidItems::count).reversed())
                .toList();
        long unusable = byReason.stream().mapToLong(InvalidItems::count).sum();
        return new RowCounts(
                evaluated + withoutTruth + unusable,
                evaluated,
                withoutTruth,
                byReason,
                foreign,
                minProbability,
                maxProbability);
    }
}
