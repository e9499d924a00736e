package dev.assay.server.dataset.transfer;

import java.util.ArrayList;
import java.util.List;

/** Reads CSV by the grammar of RFC 4180, with line feeds or CR LF between records; for tests of what was written. */
public final class CsvReading {
    private final String text;
    private int at;

    private CsvReading(String text) {
        this.text = text;
    }

    /** The records of a text, whose last line must be ended. */
    public static List<List<String>> records(String text) {
        CsvReading reading = new CsvReading(text);
        List<List<String>> records = new ArrayList<>();
        while (reading.at < text.length()) {
            records.add(reading.record());
        }
        return records;
    }

    private List<String> record() {
        List<String> fields = new ArrayList<>();
        fields.add(field());
        while (at < text.length() && text.charAt(at) == ',') {
            at++;
            fields.add(field());
        }
        if (text.startsWith("\r\n", at)) {
            at += 2;
        } else if (text.startsWith("\n", at)) {
            at++;
        } else {
            throw new IllegalArgumentException("a record must end at " + at);
        }
        return fields;
    }

    private String field() {
        return text.startsWith("\"", at) ? quoted() : bare();
    }

    private String bare() {
        int from = at;
        while (at < text.length() && ",\"\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private String quoted() {
        StringBuilder field = new StringBuilder();
        at++;
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0) {
                throw new IllegalArgumentException("a quoted field does not end");
            }
            field.append(text, at, quote);
            at = quote + 1;
            if (!text.startsWith("\"", at)) {
                return field.toString();
            }
            field.append('"');
            at++;
        }
    }
}
