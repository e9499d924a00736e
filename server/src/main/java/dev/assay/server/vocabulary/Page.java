package dev.assay.server.vocabulary;

import java.util.List;
import java.util.function.Function;

/** A page of a list; the token is empty on the last one. */
public record Page<T>(List<T> entries, String nextPageToken) {
    public Page {
        entries = List.copyOf(entries);
    }

    /** The same page in other words. */
    public <R> Page<R> map(Function<T, R> translate) {
        return new Page<>(entries.stream().map(translate).toList(), nextPageToken);
    }
}
