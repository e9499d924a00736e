package dev.assay.server.vocabulary;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * A filter of a List or Search call: {@code field = value} terms joined by {@code AND} and {@code OR}, of which
 * {@code OR} binds tighter, as in AIP-160. What a field and its value mean is the caller's affair, also whether "="
 * stands for equality or, say, for "not before".
 */
public sealed interface Filter {

    /** The field of a request that carries a filter, and that a failure names. */
    String REQUEST_FIELD = "filter";

    /** The longest filter text, in UTF-16 units. */
    int MAX_CHARACTERS = 2_000;

    /** The most terms of a filter. */
    int MAX_TERMS = 100;

    /** How deep parentheses may nest. */
    int MAX_DEPTH = 20;

    /**
     * Reads a filter. Blank text is {@link All}.
     *
     * @param allowedFields the fields that a term may name, dotted paths such as {@code evaluation_job.state}
     * @throws InvalidArgument naming {@link #REQUEST_FIELD}, if the text is not of the language, names another field or
     *     exceeds a limit
     */
    static Filter parse(String text, Set<String> allowedFields) {
        return new FilterParser(text, allowedFields).parse();
    }

    /**
     * Whether something passes.
     *
     * @param test tells whether a term's field (first) and value (second) hold of it
     */
    boolean matches(BiPredicate<String, String> test);

    /** All terms, in the order in which they were written. */
    Stream<Term> terms();

    /** The terms that everything that passes must satisfy: those that stand alone or are joined by AND only. */
    List<Term> requiredTerms();

    /** The values that {@link #requiredTerms} ask of one field: what a store may narrow its query by. */
    default List<String> requiredValues(String field) {
        return requiredTerms().stream()
                .filter(term -> term.field().equals(field))
                .map(Term::value)
                .toList();
    }

    /** The fields that any term names. */
    default Set<String> fields() {
        Set<String> fields = new HashSet<>();
        terms().forEach(term -> fields.add(term.field()));
        return Set.copyOf(fields);
    }

    /** Passes everything: the filter of an empty text. */
    record All() implements Filter {
        @Override
        public boolean matches(BiPredicate<String, String> test) {
            return true;
        }

        @Override
        public Stream<Term> terms() {
            return Stream.empty();
        }

        @Override
        public List<Term> requiredTerms() {
            return List.of();
        }
    }

    /** One comparison. The value is what the user meant: without quotes, escapes resolved. */
    record Term(String field, String value) implements Filter {
        @Override
        public boolean matches(BiPredicate<String, String> test) {
            return test.test(field, value);
        }

        @Override
        public Stream<Term> terms() {
            return Stream.of(this);
        }

        @Override
        public List<Term> requiredTerms() {
            return List.of(this);
        }
    }

    /** Passes what every part passes. At least two parts, none of them an {@code And}. */
    record And(List<Filter> parts) implements Filter {
        public And {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean matches(BiPredicate<String, String> test) {
            return parts.stream().allMatch(part -> part.matches(test));
        }

        @Override
        public Stream<Term> terms() {
            return parts.stream().flatMap(Filter::terms);
        }

        @Override
        public List<Term> requiredTerms() {
            return parts.stream().flatMap(part -> part.requiredTerms().stream()).toList();
        }
    }

    /** Passes what at least one part passes. At least two parts, none of them an {@code Or}. */
    record Or(List<Filter> parts) implements Filter {
        public Or {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean matches(BiPredicate<String, String> test) {
            return parts.stream().anyMatch(part -> part.matches(test));
        }

        @Override
        public Stream<Term> terms() {
            return parts.stream().flatMap(Filter::terms);
        }

        @Override
        public List<Term> requiredTerms() {
            return List.of();
        }
    }
}
