package dev.assay.server.labeling.consensus;

import java.util.Comparator;

/**
 * A stretch of a text with the label of the entity it names.
 *
 * @param start offset of its first character, 0 or more
 * @param end offset after its last character, above {@code start}
 */
public record LabeledSpan(String label, int start, int end) {
    /** By place, then by label. */
    static final Comparator<LabeledSpan> ORDER = Comparator.comparingInt(LabeledSpan::start)
            .thenComparingInt(LabeledSpan::end)
            .thenComparing(LabeledSpan::label);

    /** Requires offsets in order. */
    public LabeledSpan {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("no span: from " + start + " to " + end);
        }
    }

    int length() {
        return end - start;
    }

    boolean overlaps(LabeledSpan other) {
        return start < other.end && other.start < end;
    }
}
