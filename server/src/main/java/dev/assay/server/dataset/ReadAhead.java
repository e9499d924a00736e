package dev.assay.server.dataset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Rows read in one go.
 *
 * @param isWhole whether a row that is not among them is not there at all
 * @param one reads a row by itself
 */
record ReadAhead<R>(Map<Long, R> rows, boolean isWhole, LongFunction<Optional<R>> one) {
    /** What was read with a limit of weight, the row that passed it included. */
    static <R> ReadAhead<R> of(
            List<R> rows, Function<R, Long> key, ToLongFunction<R> weight, long limit, LongFunction<Optional<R>> one) {
        return new ReadAhead<>(
                rows.stream().collect(Collectors.toMap(key, row -> row)),
                rows.stream().mapToLong(weight).sum() <= limit,
                one);
    }

    /** The row of a key, if it is there. */
    Optional<R> row(long key) {
        R row = rows.get(key);
        return row != null ? Optional.of(row) : isWhole ? Optional.empty() : one.apply(key);
    }
}
