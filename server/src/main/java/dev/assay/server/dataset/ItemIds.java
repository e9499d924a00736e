package dev.assay.server.dataset;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ids of items: the number of the item in its dataset, or the key of the row that it is read from, in 13 lower-case
 * base32 digits, which sort as the numbers do, and {@code -<offset>} where a row holds several items.
 */
public final class ItemIds {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int DIGITS = 13;
    private static final Pattern FORM = Pattern.compile("([0-7][0-9a-hjkmnp-tv-z]{12})(?:-(0|[1-9][0-9]{0,8}))?");

    private ItemIds() {}

    /**
     * Where an item is found.
     *
     * @param key of its row
     * @param offset of its instance in the row, or null if the row is one item
     */
    public record Place(long key, @Nullable Integer offset) {}

    /** The id of a row that is one item. */
    public static String ofRow(long key) {
        if (key < 0) {
            throw new IllegalArgumentException("row keys are not negative: " + key);
        }
        char[] digits = new char[DIGITS];
        long rest = key;
        for (int i = DIGITS - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(digits);
    }

    /** The id of the instance at an offset of a row that holds several. */
    public static String ofInstance(long key, int offset) {
        return String.format(Locale.ROOT, "%s-%d", ofRow(key), offset);
    }

    /** The id of one of a row's items. */
    public static String of(long key, int offset, int itemsInRow) {
        return itemsInRow == 1 ? ofRow(key) : ofInstance(key, offset);
    }

    /** Reads an id; null if it is none of these. */
    public static @Nullable Place parse(String id) {
        Matcher matcher = FORM.matcher(id);
        if (!matcher.matches()) {
            return null;
        }
        long key = 0;
        for (char digit : matcher.group(1).toCharArray()) {
            key = (key << 5) | ALPHABET.indexOf(digit);
        }
        String offset = matcher.group(2);
        return new Place(key, offset == null ? null : Integer.valueOf(offset));
    }
}
