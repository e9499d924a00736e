package dev.assay.server.dataset;

import dev.assay.server.vocabulary.Violations;

/** What people call things of this room: the same limits for all, counted in Unicode characters. */
public final class Titles {
    private static final int MAX_NAME_CHARACTERS = 64;
    private static final int MAX_DESCRIPTION_CHARACTERS = 10_000;

    private Titles() {}

    /** Notes what is wrong with {@code display_name} and {@code description} of the message at this path. */
    public static void require(String path, String displayName, String description, Violations violations) {
        requireLength(path + ".display_name", displayName, 1, MAX_NAME_CHARACTERS, violations);
        requireLength(path + ".description", description, 0, MAX_DESCRIPTION_CHARACTERS, violations);
    }

    private static void requireLength(String field, String text, int min, int max, Violations violations) {
        int characters = text.codePointCount(0, text.length());
        violations.require(
                characters >= min && characters <= max,
                field,
                "must have " + min + " to " + max + " characters, got " + characters);
    }
}
