package dev.assay.server.evaluation.rows;

import dev.assay.server.metrics.FoundBox;
import dev.assay.server.metrics.TrueBox;
import dev.assay.server.vocabulary.LabelScore;
import java.util.List;
import java.util.Set;

/** What one instance of a row turned out to say. */
public sealed interface ParsedRow {
    /** The longest {@link Invalid#message}, in UTF-16 units. */
    int MAX_MESSAGE_LENGTH = 200;

    /**
     * Prediction and ground truth, ready to be evaluated.
     *
     * @param truth the true labels, all in the spec set: exactly one on a single-label job; on a multi-label one any
     *     number, none meaning "nothing here"
     * @param predicted what the model listed, in its order; may be empty, repeat a label, or name labels outside the
     *     spec set
     */
    record Parsed(Set<String> truth, List<LabelScore> predicted) implements ParsedRow {
        /** Copies both collections. */
        public Parsed {
            truth = Set.copyOf(truth);
            predicted = List.copyOf(predicted);
        }
    }

    /**
     * Boxes that a model found in an image and those that are in it, ready to be evaluated.
     *
     * @param truth with labels of the spec set; none means "nothing here"
     * @param found what the model found, in its order; may be empty, or name labels outside the spec set
     */
    record ParsedBoxes(List<TrueBox> truth, List<FoundBox> found) implements ParsedRow {
        /** Copies both lists. */
        public ParsedBoxes {
            truth = List.copyOf(truth);
            found = List.copyOf(found);
        }
    }

    /**
     * A good prediction for which nobody has given the truth yet.
     *
     * @param predicted as in {@link Parsed}; of boxes, their labels and scores
     */
    record NoTruth(List<LabelScore> predicted) implements ParsedRow {
        /** Copies the predictions. */
        public NoTruth {
            predicted = List.copyOf(predicted);
        }
    }

    /**
     * Something that cannot be evaluated.
     *
     * @param reason the kind of mistake, for counting
     * @param message for people: column and JSON path, what was expected and what was found; at most {@link
     *     #MAX_MESSAGE_LENGTH} long
     */
    record Invalid(InvalidReason reason, String message) implements ParsedRow {}
}
