package dev.assay.server.vocabulary;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a filter text and what can be read from there. What counts as one token depends on what may come next (a
 * colon is an operator after a field, but part of a value such as a time), so the parser says which it wants. Every
 * method skips blanks first.
 */
final class FilterScanner {

    private static final Pattern BLANKS = Pattern.compile("\\s*");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+(?:\\.[A-Za-z_][A-Za-z0-9_]*+)*+");
    private static final Pattern OPERATOR = Pattern.compile("[=<>!:~]+");
    private static final Pattern BARE_VALUE = Pattern.compile("[^\\s()\"'=<>!,\\\\]*");
    private static final Pattern LUMP = Pattern.compile("[()\"',]|[^\\s()\"',]*");

    private final String text;
    private int position;

    FilterScanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        skipBlanks();
        return position == text.length();
    }

    /** Takes one character if it comes next. */
    boolean accept(char character) {
        boolean comes = !atEnd() && text.charAt(position) == character;
        position += comes ? 1 : 0;
        return comes;
    }

    /** Takes a keyword if it comes next as a whole word. */
    boolean acceptWord(String word) {
        skipBlanks();
        boolean comes = lookingAt(FIELD).equals(word);
        position += comes ? word.length() : 0;
        return comes;
    }

    /** Whether NOT or its short form, a minus, comes next. */
    boolean looksNegated() {
        return !atEnd() && (text.charAt(position) == '-' || lookingAt(FIELD).equals("NOT"));
    }

    /** Takes a dotted path, empty if none comes next. */
    String fieldPath() {
        return take(FIELD);
    }

    /** Takes all of an operator, known or not, empty if none comes next. */
    String operator() {
        return take(OPERATOR);
    }

    /** Takes a value that needs no quotes, empty if none comes next. */
    String bareValue() {
        return take(BARE_VALUE);
    }

    /** Takes a value in single or double quotes and resolves its escapes; null if no quote comes next. */
    @Nullable
    String quotedValue() {
        if (atEnd() || (text.charAt(position) != '"' && text.charAt(position) != '\'')) {
            return null;
        }
        int start = position;
        char quote = text.charAt(position++);
        StringBuilder value = new StringBuilder();
        while (position < text.length()) {
            char character = text.charAt(position++);
            if (character == quote) {
                return value.toString();
            }
            value.append(character == '\\' ? escaped() : character);
        }
        position = start;
        throw failure("expected a closing " + quote + " for " + Shown.value(text.substring(start)));
    }

    private char escaped() {
        char character = position < text.length() ? text.charAt(position) : '\0';
        char meant = switch (character) {
            case '\\', '"', '\'' -> character;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw unexpected("one of \\ \" ' n r t after a backslash");
        };
        position++;
        return meant;
    }

    /** A failure that quotes what comes next. */
    InvalidArgument unexpected(String expected) {
        String found = atEnd() ? "" : lookingAt(LUMP);
        return failure("expected " + expected + ", got " + (found.isEmpty() ? "the end" : Shown.value(found)));
    }

    /** A failure about what was just taken; if that was nothing, about what comes next. */
    InvalidArgument unexpectedBefore(String taken, String expected) {
        if (taken.isEmpty()) {
            return unexpected(expected);
        }
        position -= taken.length();
        return failure("expected " + expected + ", got " + Shown.value(taken));
    }

    /** A failure at the present place. */
    InvalidArgument failure(String message) {
        return InvalidArgument.of(Filter.REQUEST_FIELD, "at character " + (position + 1) + ": " + message);
    }

    private String take(Pattern pattern) {
        skipBlanks();
        String taken = lookingAt(pattern);
        position += taken.length();
        return taken;
    }

    private String lookingAt(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(position, text.length());
        return matcher.lookingAt() ? matcher.group() : "";
    }

    private void skipBlanks() {
        position += lookingAt(BLANKS).length();
    }
}
