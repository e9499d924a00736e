package dev.assay.server.vocabulary;

/** How values of clients appear in messages: quoted, on one line, cut to 100 characters. */
public final class Shown {
    private static final int MAX_CHARS = 100;

    private Shown() {}

    /** The value in quotes, cut to 100 characters, control characters replaced. */
    public static String value(String text) {
        int end = Math.min(text.length(), MAX_CHARS);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        String shown = text.substring(0, end).replaceAll("\\p{Cntrl}", "\uFFFD");
        return "\"" + shown + (end < text.length() ? "…\"" : "\"");
    }
}
