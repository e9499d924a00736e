package dev.assay.server.job.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of an English schedule, one after another, ending in an empty {@link Kind#END} that never runs out. */
final class EnglishTokens {

    enum Kind {
        TIME,
        ORDINAL,
        NUMBER,
        WORD,
        COMMA,
        OTHER,
        END
    }

    /** @param offset in the whole text, from 0 */
    record Token(Kind kind, String text, int offset) {}

    // Blanks are free wherever two tokens can be told apart: "every 24hours" and "wed , fri" are fine. The groups stand
    // in
    // the order of Kind; what none of the first five takes is one lump, so that a message can quote it whole.
    private static final Pattern TOKEN =
            Pattern.compile("([0-9]{1,2}:[0-9]{2}(?![0-9]))|([0-9](?:st|nd|rd|th))|([0-9]+)|([a-z]+)|(,)|([^\\s,]+)");

    private final List<Token> tokens = new ArrayList<>();
    private int next;

    EnglishTokens(String text) {
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            int group = 1;
            while (matcher.group(group) == null) {
                group++;
            }
            tokens.add(new Token(Kind.values()[group - 1], matcher.group(), matcher.start()));
        }
        tokens.add(new Token(Kind.END, "", text.length()));
    }

    Token peek() {
        return tokens.get(next);
    }

    /** Whether the next token is of a kind. */
    boolean at(Kind kind) {
        return peek().kind() == kind;
    }

    /** Takes the next token if it is this word. */
    boolean accept(String word) {
        boolean matches = peek().text().equals(word);
        if (matches) {
            next();
        }
        return matches;
    }

    Token next() {
        Token token = peek();
        next = Math.min(next + 1, tokens.size() - 1);
        return token;
    }

    /** Takes the next token, which must be this word. */
    void expect(String word) {
        if (!accept(word)) {
            throw unexpected('"' + word + '"');
        }
    }

    InvalidScheduleException unexpected(String expected) {
        return InvalidScheduleException.syntax(peek().offset(), expected, peek().text());
    }
}
