package dev.assay.server.evaluation.rows;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which texts are scores. Java's own idea of a number is too wide: it takes "1d", "0x1p3" and blanks. */
final class Scores {
    /** What a score's text is. */
    enum Kind {
        NUMBER,
        NOT_FINITE,
        NOT_A_NUMBER
    }

    /** Longer numeric strings say nothing more about a double; JSON numbers have the same limit. */
    private static final int MAX_LENGTH = 1_000;

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d++)?");
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(nan|inf|infinity)");

    private Scores() {}

    static Kind kindOf(String text) {
        if (text.length() > MAX_LENGTH) {
            return Kind.NOT_A_NUMBER;
        }
        if (DECIMAL.matcher(text).matches()) {
            return Kind.NUMBER;
        }
        boolean notFinite = NOT_FINITE.matcher(text.toLowerCase(Locale.ROOT)).matches();
        return notFinite ? Kind.NOT_FINITE : Kind.NOT_A_NUMBER;
    }
}
