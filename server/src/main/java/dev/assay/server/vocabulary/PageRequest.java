package dev.assay.server.vocabulary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for: how many entries, and the sort key of the entry it follows (empty for the first).
 * Pages are found by key, not by offset, so inserts neither shift nor repeat entries.
 */
public record PageRequest(int size, List<String> after, String scope) {
    private static final int DEFAULT_SIZE = 100;
    private static final int MAX_SIZE = 1_000;
    private static final char SEPARATOR = '\u001f';

    /**
     * Reads what a client sent.
     *
     * @param scope what the token is bound to: parent, filter and whatever else shapes the list
     * @throws InvalidArgument for a negative size, or a token that is not of this list
     */
    public static PageRequest of(int pageSize, String pageToken, String... scope) {
        String bound = String.join(String.valueOf(SEPARATOR), scope);
        Violations.requireAll(() -> requireSize(pageSize), () -> after(pageToken, bound));
        int size = pageSize == 0 ? DEFAULT_SIZE : Math.min(pageSize, MAX_SIZE);
        return new PageRequest(size, after(pageToken, bound), bound);
    }

    private static void requireSize(int pageSize) {
        if (pageSize < 0) {
            throw InvalidArgument.of("page_size", "must not be negative, got " + pageSize);
        }
    }

    private static List<String> after(String pageToken, String bound) {
        return pageToken.isEmpty() ? List.of() : decode(pageToken, bound);
    }

    /**
     * Makes the page of what a store found. The store is asked for one entry more than fits, to know if there are more.
     *
     * @param key the sort key of an entry, as {@link #after} will hold it
     */
    public <T> Page<T> page(List<T> found, Function<T, List<String>> key) {
        if (found.size() <= size) {
            return new Page<>(found, "");
        }
        List<T> entries = found.subList(0, size);
        return new Page<>(entries, encode(key.apply(entries.get(size - 1))));
    }

    /**
     * Makes a page that is bounded by what it carries, too; an entry that is too much by itself makes a page alone.
     *
     * @param found more than the page can carry, or all there is
     * @param key the sort key of an entry, as {@link #after} will hold it
     */
    public <T> Page<T> page(List<T> found, Function<T, List<String>> key, ToLongFunction<T> weight, long maxWeight) {
        int count = 0;
        long carried = 0;
        while (count < Math.min(size, found.size())) {
            carried += weight.applyAsLong(found.get(count));
            if (count > 0 && carried > maxWeight) {
                break;
            }
            count++;
        }
        List<T> entries = found.subList(0, count);
        return new Page<>(entries, count == found.size() ? "" : encode(key.apply(entries.get(count - 1))));
    }

    /**
     * The same page in other words, up to the entry that takes it beyond a weight which only the words have; one that is
     * too much by itself makes a page alone.
     *
     * @param key the sort key of an entry, as {@link #after} will hold it
     */
    public <T, R> Page<R> translate(
            Page<T> page,
            Function<T, R> translation,
            Function<T, List<String>> key,
            ToLongFunction<R> weight,
            long maxWeight) {
        List<R> translated = new ArrayList<>();
        long carried = 0;
        for (T entry : page.entries()) {
            R words = translation.apply(entry);
            carried += weight.applyAsLong(words);
            if (!translated.isEmpty() && carried > maxWeight) {
                return new Page<>(translated, encode(key.apply(page.entries().get(translated.size() - 1))));
            }
            translated.add(words);
        }
        return new Page<>(translated, page.nextPageToken());
    }

    /** Reads entries in their order. */
    @FunctionalInterface
    public interface Portions<T> {
        /**
         * Reads the next ones.
         *
         * @param after the entry that the first one follows; null for where the page begins
         */
        List<T> read(@Nullable T after, int limit);
    }

    /**
     * Reads what a page that is bounded by what it carries is made of, a portion at a time: more than it can carry, or
     * all there is.
     *
     * @param portion how many entries may be held beyond what the page carries
     */
    public <T> List<T> gather(Portions<T> entries, int portion, ToLongFunction<T> weight, long maxWeight) {
        List<T> found = new ArrayList<>();
        @Nullable T last = null;
        long carried = 0;
        boolean more = true;
        // Two at least: the second one tells that the first, however large, is not the last.
        while (more && found.size() < limit() && (carried <= maxWeight || found.size() < 2)) {
            int wanted = Math.min(portion, limit() - found.size());
            List<T> read = entries.read(last, wanted);
            for (T entry : read) {
                found.add(entry);
                carried += weight.applyAsLong(entry);
                last = entry;
            }
            more = read.size() == wanted;
        }
        return found;
    }

    /** Whether the first page is asked for. */
    public boolean isFirst() {
        return after.isEmpty();
    }

    /**
     * A part of the key of the entry that the page follows.
     *
     * @throws InvalidArgument if the token was not made here
     */
    public String afterText(int part) {
        if (part >= after.size()) {
            throw forged();
        }
        return after.get(part);
    }

    /**
     * A part of the key, read as a whole number.
     *
     * @throws InvalidArgument if the token was not made here
     */
    public long afterLong(int part) {
        try {
            return Long.parseLong(afterText(part));
        } catch (NumberFormatException e) {
            throw forged();
        }
    }

    /**
     * A part of the key, read as a number.
     *
     * @throws InvalidArgument if the token was not made here
     */
    public double afterDouble(int part) {
        try {
            return Double.parseDouble(afterText(part));
        } catch (NumberFormatException e) {
            throw forged();
        }
    }

    private static InvalidArgument forged() {
        return InvalidArgument.of("page_token", "is none that this list gave");
    }

    /** How many entries a store should look for. */
    public int limit() {
        return size + 1;
    }

    /** The token of the page that follows the entry with this key. */
    public String encode(List<String> key) {
        String joined = String.join(String.valueOf(SEPARATOR), key);
        byte[] bytes = (checksum(joined, scope) + SEPARATOR + joined).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static List<String> decode(String token, String scope) {
        String text = bytesOf(token);
        int cut = text == null ? -1 : text.indexOf(SEPARATOR);
        // No key holds U+0000, and not every store could look for one.
        if (text == null
                || cut < 0
                || text.indexOf(0) >= 0
                || !checksum(text.substring(cut + 1), scope).equals(text.substring(0, cut))) {
            throw InvalidArgument.of(
                    "page_token", "must come from a call with the same parent and filter, got " + Shown.value(token));
        }
        return Arrays.asList(text.substring(cut + 1).split(String.valueOf(SEPARATOR), -1));
    }

    private static @Nullable String bytesOf(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static String checksum(String key, String scope) {
        CRC32C crc = new CRC32C();
        crc.update((key + SEPARATOR + SEPARATOR + scope).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
