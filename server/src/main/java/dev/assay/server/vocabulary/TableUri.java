package dev.assay.server.vocabulary;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a table of samples as clients write it: {@code bq://project/dataset/table}, or with dots between the three. */
public record TableUri(String project, String dataset, String table) {
    /** The form, for people. */
    public static final String FORM = "bq://project/dataset/table, dataset and table of 1 to 63 letters, digits or _";

    private static final int MAX_CHARACTERS = 2_000;
    private static final String PART = "[A-Za-z0-9_]{1,63}";
    // A project may itself hold dots, so the dotted form is read from its end.
    private static final Pattern URI = Pattern.compile(
            "bq://(?<project>[^/\\s\\p{Cntrl}]+)(?<cut>[/.])(?<dataset>" + PART + ")\\k<cut>(?<table>" + PART + ")");

    /** The table's name, or null if the text is of another form or too long. */
    public static @Nullable TableUri parse(String text) {
        Matcher uri = URI.matcher(text);
        if (text.length() > MAX_CHARACTERS || !uri.matches()) {
            return null;
        }
        return new TableUri(uri.group("project"), uri.group("dataset"), uri.group("table"));
    }

    @Override
    public String toString() {
        return "bq://" + project + "/" + dataset + "/" + table;
    }
}
