package dev.assay.server.evaluation.rows;

import org.jspecify.annotations.Nullable;

/**
 * What was read at one offset of a column: a value or the reason why there is none. A null value with no reason means
 * that the column says nothing here.
 */
record Extracted<T>(@Nullable T value, ParsedRow.@Nullable Invalid invalid) {
    static <T> Extracted<T> of(@Nullable T value) {
        return new Extracted<>(value, null);
    }

    static <T> Extracted<T> refused(RowRejected refusal) {
        return new Extracted<>(null, refusal.invalid());
    }

    /** Returns the reason where a value is always due. */
    ParsedRow.Invalid requireInvalid() {
        if (invalid == null) {
            throw new IllegalStateException("neither a value nor a reason");
        }
        return invalid;
    }
}
