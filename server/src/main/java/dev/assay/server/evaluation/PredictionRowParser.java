package dev.assay.server.evaluation;

import dev.assay.server.vocabulary.LabelScore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of classification jobs (image, text or general data), as the sample table keeps them.
 *
 * <p>Labels are JSON strings, numbers or booleans, by their literal text; scores are numbers or numeric strings. A key
 * that is read must not occur twice in its object; other keys are not looked at. Nothing a row contains makes the parser
 * throw. Immutable, for use by any number of threads.
 */
public final class PredictionRowParser {
    /** Objects and arrays within each other; more in one column is refused. */
    public static final int MAX_NESTING_DEPTH = 100;

    /** UTF-16 units of one string value; more is refused. Above the 8 MiB that an instance may have. */
    public static final int MAX_STRING_LENGTH = 16 << 20;

    private final InstanceReader instances;
    private final PredictionReader predictions;
    private final TruthReader truths;

    /**
     * Reads the rows of one job.
     *
     * @param keys where labels, scores and content are
     * @param labels the job's annotation spec set; a true label outside it makes a row invalid
     * @param multiLabel whether an item may have any number of true labels instead of exactly one
     */
    public PredictionRowParser(ImportKeys keys, Collection<String> labels, boolean multiLabel) {
        instances = new InstanceReader(keys);
        predictions = new PredictionReader(keys);
        truths = new TruthReader(keys, Set.copyOf(labels), multiLabel);
    }

    /**
     * Reads one row.
     *
     * @return one entry per instance, in the row's order, so that the index is the instance's offset; exactly one,
     *     invalid, if the row as a whole cannot be read. A mistake in a prediction is named before one in the truth
     */
    public List<ParsedRow> parse(PredictionRow row) {
        try {
            List<Extracted<Boolean>> found = instances.readBody("raw_data", "instances", row.rawData());
            List<Extracted<List<LabelScore>>> predicted =
                    predictions.readBody("raw_prediction", "predictions", row.rawPrediction());
            requirePaired(found.size(), predicted.size());
            List<Extracted<Set<String>>> truth = truths.readColumn(row.groundtruth(), found.size());
            List<ParsedRow> parsed = new ArrayList<>(found.size());
            for (int offset = 0; offset < found.size(); offset++) {
                parsed.add(combine(found.get(offset), predicted.get(offset), truth.get(offset)));
            }
            return parsed;
        } catch (RowRejected refusal) {
            return List.of(refusal.invalid());
        }
    }

    /**
     * Reads a row that is known to hold one instance, without its instance.
     *
     * @param groundTruth null if nobody has said yet
     */
    public ParsedRow parseSingle(String rawPrediction, @Nullable String groundTruth) {
        try {
            List<Extracted<List<LabelScore>>> predicted =
                    predictions.readBody("raw_prediction", "predictions", rawPrediction);
            requirePaired(1, predicted.size());
            List<Extracted<Set<String>>> truth = truths.readColumn(groundTruth, 1);
            return combine(Extracted.of(true), predicted.get(0), truth.get(0));
        } catch (RowRejected refusal) {
            return refusal.invalid();
        }
    }

    private static void requirePaired(int instances, int predictions) throws RowRejected {
        if (instances == 0 || instances != predictions) {
            throw new RowRejected(
                    InvalidReason.UNEQUAL_LENGTHS,
                    "raw_prediction: predictions",
                    "expected one prediction for each of at least one instance, found " + predictions + " for "
                            + instances + " instances");
        }
    }

    private static ParsedRow combine(
            Extracted<Boolean> instance, Extracted<List<LabelScore>> predicted, Extracted<Set<String>> truth) {
        if (instance.invalid() != null) {
            return instance.invalid();
        }
        List<LabelScore> labels = predicted.value();
        if (predicted.invalid() != null || labels == null) {
            return predicted.requireInvalid();
        }
        if (truth.invalid() != null) {
            return truth.invalid();
        }
        Set<String> trueLabels = truth.value();
        return trueLabels == null ? new ParsedRow.NoTruth(labels) : new ParsedRow.Parsed(trueLabels, labels);
    }
}
