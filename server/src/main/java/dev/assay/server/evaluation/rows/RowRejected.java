package dev.assay.server.evaluation.rows;

/** Ends the reading of a row; becomes a {@link ParsedRow.Invalid}. Carries no stack trace: bad rows may be many. */
final class RowRejected extends Exception {
    private final transient ParsedRow.Invalid invalid;

    /**
     * Describes what is wrong.
     *
     * @param path column and JSON path, such as {@code raw_prediction: predictions[0].scores[2]}
     * @param problem what was expected and what was found
     */
    RowRejected(InvalidReason reason, String path, String problem) {
        this(new ParsedRow.Invalid(reason, cut(cut(path, 90) + ": " + problem, ParsedRow.MAX_MESSAGE_LENGTH)));
    }

    private RowRejected(ParsedRow.Invalid invalid) {
        super(invalid.message(), null, false, false);
        this.invalid = invalid;
    }

    ParsedRow.Invalid invalid() {
        return invalid;
    }

    /** Quotes a value of the row, cut so that the rest of the message stays visible. */
    static String quote(String value) {
        return '"' + cut(value, 60) + '"';
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = length - 1;
        // Half a surrogate pair would make the message unfit for UTF-8.
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + '…';
    }
}
