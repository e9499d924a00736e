package dev.assay.server.vocabulary;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads a filter by recursive descent; each method is one rule:
 *
 * <pre>
 * filter := [ and ]
 * and    := or ("AND" or)*
 * or     := unit ("OR" unit)*
 * unit   := "(" and ")" | field "=" value
 * </pre>
 *
 * Of AIP-160 this leaves out NOT, comparisons other than "=", terms that are a bare value, functions and wildcards; a
 * message says so where a user might expect them.
 */
final class FilterParser {

    private static final Set<String> KEYWORDS = Set.of("AND", "OR", "NOT");

    private final FilterScanner scanner;
    private final Set<String> allowedFields;
    private int depth;
    private int terms;

    FilterParser(String text, Set<String> allowedFields) {
        if (text.length() > Filter.MAX_CHARACTERS) {
            throw InvalidArgument.of(
                    Filter.REQUEST_FIELD,
                    "expected at most " + Filter.MAX_CHARACTERS + " characters, got " + text.length() + ": "
                            + Shown.value(text));
        }
        this.scanner = new FilterScanner(text);
        this.allowedFields = allowedFields;
    }

    Filter parse() {
        if (scanner.atEnd()) {
            return new Filter.All();
        }
        Filter filter = and();
        if (!scanner.atEnd()) {
            throw scanner.unexpected("AND, OR or the end");
        }
        return filter;
    }

    private Filter and() {
        return joined(
                "AND", this::or, Filter.And::new, part -> part instanceof Filter.And and ? and.parts() : List.of(part));
    }

    private Filter or() {
        return joined(
                "OR", this::unit, Filter.Or::new, part -> part instanceof Filter.Or or ? or.parts() : List.of(part));
    }

    /** @param flat takes apart what is of the kind being built, so that superfluous parentheses leave no trace */
    private Filter joined(
            String keyword,
            Supplier<Filter> part,
            Function<List<Filter>, Filter> join,
            Function<Filter, List<Filter>> flat) {
        Filter first = part.get();
        if (!scanner.acceptWord(keyword)) {
            return first;
        }
        List<Filter> parts = new ArrayList<>(flat.apply(first));
        do {
            parts.addAll(flat.apply(part.get()));
        } while (scanner.acceptWord(keyword));
        return join.apply(parts);
    }

    private Filter unit() {
        if (!scanner.accept('(')) {
            return term();
        }
        if (++depth > Filter.MAX_DEPTH) {
            throw scanner.failure("expected parentheses nested at most " + Filter.MAX_DEPTH + " deep");
        }
        Filter inner = and();
        if (!scanner.accept(')')) {
            throw scanner.unexpected("AND, OR or \")\"");
        }
        depth--;
        return inner;
    }

    private Filter term() {
        String field = field();
        operator(field);
        String value = scanner.quotedValue();
        if (value == null) {
            value = scanner.bareValue();
            if (value.isEmpty() || KEYWORDS.contains(value)) {
                throw scanner.unexpectedBefore(value, "a value after \"=\", in quotes if it is a keyword");
            }
        }
        if (++terms > Filter.MAX_TERMS) {
            throw scanner.failure("expected at most " + Filter.MAX_TERMS + " terms");
        }
        return new Filter.Term(field, value);
    }

    private String field() {
        if (scanner.looksNegated()) {
            throw scanner.unexpected("a field (negation is not supported)");
        }
        String field = scanner.fieldPath();
        if (field.isEmpty() || KEYWORDS.contains(field)) {
            throw scanner.unexpectedBefore(field, "a field");
        }
        if (!allowedFields.contains(field)) {
            String expected = allowedFields.isEmpty()
                    ? "no filter, this list takes none"
                    : "one of the fields "
                            + String.join(", ", allowedFields.stream().sorted().toList());
            throw scanner.unexpectedBefore(field, expected);
        }
        return field;
    }

    private void operator(String field) {
        String operator = scanner.operator();
        if (!operator.equals("=")) {
            String why = operator.isEmpty() ? "" : " (no other operator is supported)";
            throw scanner.unexpectedBefore(operator, "\"=\" after the field " + field + why);
        }
    }
}
