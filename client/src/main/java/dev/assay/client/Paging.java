package dev.assay.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads lists page by page. */
final class Paging {
    /** A page, and the token of the next one: empty on the last. */
    record Page<T>(List<T> items, String nextToken) {
        boolean isLast() {
            return nextToken.isEmpty();
        }
    }

    private Paging() {}

    /** All items, a page being read when the items before it are consumed. */
    static <T> Stream<T> stream(Function<String, Page<T>> read) {
        return Stream.<@Nullable Page<T>>iterate(
                        null, // Before the first page, so that no call is made until the stream is consumed.
                        page -> page == null || !page.isLast() || !page.items().isEmpty(),
                        page -> next(page, read))
                .flatMap(page -> page == null ? Stream.of() : page.items().stream());
    }

    private static <T> Page<T> next(@Nullable Page<T> page, Function<String, Page<T>> read) {
        if (page != null && page.isLast()) {
            return new Page<>(List.of(), "");
        }
        return read.apply(page == null ? "" : page.nextToken());
    }

    /** All items in one list; a page is read only while somebody still wants them. */
    static <T> CompletableFuture<List<T>> all(Function<String, CompletableFuture<Page<T>>> read) {
        CompletableFuture<List<T>> result = new CompletableFuture<>();
        collect("", new ArrayList<>(), read, result);
        return result;
    }

    private static <T> void collect(
            String token,
            List<T> items,
            Function<String, CompletableFuture<Page<T>>> read,
            CompletableFuture<List<T>> result) {
        if (result.isDone()) {
            return;
        }
        var unused = read.apply(token).whenComplete((page, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
                return;
            }
            items.addAll(page.items());
            if (page.isLast()) {
                result.complete(List.copyOf(items));
            } else {
                collect(page.nextToken(), items, read, result);
            }
        });
    }
}
