package dev.assay.server.web;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Pieces of JSON text. */
final class JsonText {
    private JsonText() {}

    /** The text as a JSON string. */
    static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
