package dev.assay.server.vocabulary;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Something that must hold of a part of a request.
 *
 * @param field whom to blame, below the part's own path
 * @param holds the rule
 * @param otherwise what to say if it does not hold
 */
public record Rule<T>(String field, Predicate<T> holds, Function<T, String> otherwise) {

    /** A rule of any kind. */
    public static <T> Rule<T> of(String field, Predicate<T> holds, Function<T, String> otherwise) {
        return new Rule<>(field, holds, otherwise);
    }

    /** A text within limits, counted in Unicode characters. */
    public static <T> Rule<T> length(String field, Function<T, String> text, int min, int max) {
        String expected = min == 0 ? "must have at most " + max : "must have " + min + " to " + max;
        return new Rule<>(
                field,
                part -> isWithin(text.apply(part), min, max),
                part -> expected + " characters, got " + characters(text.apply(part)));
    }

    /** Notes every rule that does not hold. */
    public static <T> void check(String path, T part, List<Rule<T>> rules, Violations violations) {
        for (Rule<T> rule : rules) {
            if (!rule.holds.test(part)) {
                violations.add(path + "." + rule.field, rule.otherwise.apply(part));
            }
        }
    }

    private static boolean isWithin(String text, int min, int max) {
        int characters = characters(text);
        return characters >= min && characters <= max;
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
