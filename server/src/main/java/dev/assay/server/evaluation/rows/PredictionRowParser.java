package dev.assay.server.evaluation.rows;

import dev.assay.server.vocabulary.LabelScore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows as the sample table keeps them: of classification jobs (image, text or general data), or of jobs that look
 * for boxes in images.
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
    private final Answers<?, ?> answers;

    /**
     * Reads the rows of one classification job.
     *
     * @param keys where labels, scores and content are
     * @param labels the job's annotation spec set; a true label outside it makes a row invalid
     * @param multiLabel whether an item may have any number of true labels instead of exactly one
     */
    public PredictionRowParser(ImportKeys keys, Collection<String> labels, boolean multiLabel) {
        this(
                keys,
                new Answers<>(
                        new PredictionReader(keys),
                        new LabelTruthReader(keys, Set.copyOf(labels), multiLabel),
                        ParsedRow.Parsed::new,
                        ParsedRow.NoTruth::new));
    }

    private PredictionRowParser(ImportKeys keys, Answers<?, ?> answers) {
        this.instances = new InstanceReader(keys);
        this.answers = answers;
    }

    /**
     * Reads the rows of one job that looks for boxes.
     *
     * @param keys where labels, scores, boxes and content are
     * @param labels as for classification
     */
    public static PredictionRowParser ofBoxes(ImportKeys keys, Collection<String> labels) {
        return new PredictionRowParser(
                keys,
                new Answers<>(
                        new BoxPredictionReader(keys),
                        new BoxTruthReader(keys, Set.copyOf(labels)),
                        BoxUnits::require,
                        found -> new ParsedRow.NoTruth(found.stream()
                                .map(box -> new LabelScore(box.label(), box.score()))
                                .toList())));
    }

    /**
     * Reads one row.
     *
     * @return one entry per instance, in the row's order, so that the index is the instance's offset; exactly one,
     *     invalid, if the row as a whole cannot be read. A mistake in a prediction is named before one in the truth
     */
    public List<ParsedRow> parse(PredictionRow row) {
        try {
            return answers.read(
                    instances.readBody("raw_data", "instances", row.rawData()), row.rawPrediction(), row.groundtruth());
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
            return answers.read(List.of(Extracted.of(true)), rawPrediction, groundTruth)
                    .get(0);
        } catch (RowRejected refusal) {
            return refusal.invalid();
        }
    }

    /**
     * What there is beside instances.
     *
     * @param <P> what a model says of one instance
     * @param <T> what is true of it
     */
    private record Answers<P, T>(
            ElementReader<P> predictions,
            TruthReader<T> truths,
            BiFunction<T, P, ParsedRow> withTruth,
            Function<P, ParsedRow> withoutTruth) {

        List<ParsedRow> read(
                List<Extracted<Boolean>> instances, @Nullable String rawPrediction, @Nullable String groundTruth)
                throws RowRejected {
            List<Extracted<P>> predicted = predictions.readBody("raw_prediction", "predictions", rawPrediction);
            requirePaired(instances.size(), predicted.size());
            List<Extracted<T>> truth = truths.readColumn(groundTruth, instances.size());
            List<ParsedRow> parsed = new ArrayList<>(instances.size());
            for (int offset = 0; offset < instances.size(); offset++) {
                parsed.add(combine(instances.get(offset), predicted.get(offset), truth.get(offset)));
            }
            return parsed;
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

        private ParsedRow combine(Extracted<Boolean> instance, Extracted<P> predicted, Extracted<T> truth) {
            if (instance.invalid() != null) {
                return instance.invalid();
            }
            P said = predicted.value();
            if (predicted.invalid() != null || said == null) {
                return predicted.requireInvalid();
            }
            if (truth.invalid() != null) {
                return truth.invalid();
            }
            T known = truth.value();
            return known == null ? withoutTruth.apply(said) : withTruth.apply(known, said);
        }
    }
}
