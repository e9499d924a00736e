package dev.assay.server.dataset.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads CSV of one column by patterns, from texts that are held whole. */
final class SlowCsv {
    private static final Pattern BLANK = Pattern.compile("\\r?\\n");
    private static final Pattern CELL = Pattern.compile(
            "(?:\"(?<quoted>(?:[^\"]|\"\")*)\"(?!\")|(?<open>\"(?s:.*))|)(?<rest>(?:(?!\\r?\\n)[^,])*)");
    private static final Pattern AFTER = Pattern.compile("(?<comma>,)|\\r?\\n|$");

    private SlowCsv() {}

    /** {@code line:text} of each record; {@code line:null} of one that is flawed. */
    static List<String> read(String file) {
        List<String> records = new ArrayList<>();
        int at = 0;
        while (at < file.length()) {
            Matcher blank = BLANK.matcher(file).region(at, file.length());
            if (blank.lookingAt()) {
                at = blank.end();
                continue;
            }
            long line = 1 + file.substring(0, at).chars().filter(c -> c == '\n').count();
            List<String> cells = new ArrayList<>();
            boolean more = true;
            while (more) {
                Matcher cell = CELL.matcher(file).region(at, file.length());
                if (!cell.lookingAt()) {
                    throw new AssertionError(file);
                }
                cells.add(text(cell));
                Matcher after = AFTER.matcher(file).region(cell.end(), file.length());
                if (!after.lookingAt()) {
                    throw new AssertionError(file);
                }
                more = after.group("comma") != null;
                at = after.end();
            }
            records.add(line + ":" + (cells.size() == 1 ? cells.get(0) : null));
        }
        return records;
    }

    private static String text(Matcher cell) {
        String quoted = cell.group("quoted");
        if (cell.group("open") != null || quoted != null && !cell.group("rest").isEmpty()) {
            return null;
        }
        return quoted == null ? cell.group("rest") : quoted.replace("\"\"", "\"");
    }
}
