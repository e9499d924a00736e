package dev.assay.server.vocabulary;

import java.util.regex.Pattern;

/** What an e-mail address looks like. */
public final class EmailAddress {
    /** The longest one, in characters. */
    public static final int MAX_CHARACTERS = 254;

    // Local part of RFC 5321 without quoted strings; a domain of labels, the last not all digits.
    private static final Pattern FORM = Pattern.compile(
            "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}"
                    + "(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64})*"
                    + "@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*(?![0-9]+$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    private EmailAddress() {}

    /** Whether a text is one. */
    public static boolean isWellFormed(String text) {
        return text.length() <= MAX_CHARACTERS && FORM.matcher(text).matches();
    }
}
