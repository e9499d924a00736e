package dev.assay.server.job.draft;

import dev.assay.server.sampling.TableName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code bq://project/dataset/table}, or with dots between the three. */
final class TableUri {
    static final String FORM = "bq://project/dataset/table, dataset and table of 1 to 63 letters, digits or _";

    private static final int MAX_CHARACTERS = 2_000;
    private static final String PART = "[A-Za-z0-9_]{1,63}";
    // A project may itself hold dots, so the dotted form is read from its end.
    private static final Pattern URI = Pattern.compile(
            "bq://(?<project>[^/\\s\\p{Cntrl}]+)(?<cut>[/.])(?<dataset>" + PART + ")\\k<cut>(?<table>" + PART + ")");

    private TableUri() {}

    /** The table's name, or null if the text is of another form or too long. */
    static @Nullable TableName parse(String text) {
        Matcher uri = URI.matcher(text);
        if (text.length() > MAX_CHARACTERS || !uri.matches()) {
            return null;
        }
        return new TableName(uri.group("project"), uri.group("dataset"), uri.group("table"));
    }
}
