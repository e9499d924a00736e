package dev.assay.server.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.server.vocabulary.Filter.All;
import dev.assay.server.vocabulary.Filter.And;
import dev.assay.server.vocabulary.Filter.Or;
import dev.assay.server.vocabulary.Filter.Term;
import dev.assay.server.vocabulary.InvalidArgument.FieldViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

    private static final Set<String> FIELDS = Set.of("a", "b", "c", "job.state", "job.run_time_start");

    private static final Term A = new Term("a", "1");
    private static final Term B = new Term("b", "2");
    private static final Term C = new Term("c", "3");

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n "})
    void parse_blank_passesEverything(String text) {
        assertThat(parse(text)).isEqualTo(new All());
        assertThat(Filter.parse(text, Set.of()).matches((field, value) -> false))
                .isTrue();
    }

    @Test
    void parse_orBindsTighterThanAnd() {
        assertThat(parse("a=1 AND b=2 OR c=3")).isEqualTo(new And(List.of(A, new Or(List.of(B, C)))));
        assertThat(parse("a=1 OR b=2 AND c=3")).isEqualTo(new And(List.of(new Or(List.of(A, B)), C)));
        assertThat(parse("a=1 OR (b=2 AND c=3)")).isEqualTo(new Or(List.of(A, new And(List.of(B, C)))));
    }

    @Test
    void parse_superfluousParentheses_leaveNoTrace() {
        assertThat(parse("((a=1))")).isEqualTo(A);
        assertThat(parse("(a=1 AND b=2) AND c=3")).isEqualTo(new And(List.of(A, B, C)));
        assertThat(parse("a=1 AND (b=2 AND (c=3))")).isEqualTo(new And(List.of(A, B, C)));
        assertThat(parse("(a=1 OR b=2) OR c=3")).isEqualTo(new Or(List.of(A, B, C)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a=x                                             | a                  | x
            `  a  =  x  `                                   | a                  | x
            job.state = RUNNING                             | job.state          | RUNNING
            job.run_time_start = 2026-01-02T03:04:05.6Z     | job.run_time_start | 2026-01-02T03:04:05.6Z
            job.run_time_start=2026-01-02T03:04:05+01:00    | job.run_time_start | 2026-01-02T03:04:05+01:00
            a = projects/p/evaluationJobs/j                 | a                  | projects/p/evaluationJobs/j
            a = -0.5                                        | a                  | -0.5
            a = and                                         | a                  | and
            a = "two words"                                 | a                  | two words
            a = 'two words'                                 | a                  | two words
            a = ""                                          | a                  | ``
            a = "AND"                                       | a                  | AND
            a = "it's (so) = 1"                             | a                  | it's (so) = 1
            a = 'say "x"'                                   | a                  | say "x"
            a = "say \\"x\\""                               | a                  | say "x"
            a = 'it\\'s'                                    | a                  | it's
            a = "back\\\\slash"                             | a                  | back\\slash
            a = größe·😀                                     | a                  | größe·😀
            """)
    void parse_term(String text, String field, String value) {
        assertThat(parse(text)).isEqualTo(new Term(field, value));
    }

    @Test
    void parse_controlEscapes() {
        assertThat(parse("a = \"x\\n\\r\\ty\"")).isEqualTo(new Term("a", "x\n\r\ty"));
    }

    @Test
    void parse_noBlanksAroundQuotesAndParentheses() {
        assertThat(parse("(a=\"1\"OR(b='2'))AND(c=3)")).isEqualTo(new And(List.of(new Or(List.of(A, B)), C)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a                     | 2  | "=" after the field a               | the end
            a b                   | 3  | "=" after the field a               | "b"
            =1                    | 1  | a field                             | "=1"
            "a" = 1               | 1  | a field                             | ""\"
            a =                   | 4  | a value                             | the end
            a = AND b = 2         | 5  | a value                             | "AND"
            a = (1)               | 5  | a value                             | "("
            a == 1                | 3  | no other operator                   | "=="
            a != 1                | 3  | no other operator                   | "!="
            a > 1                 | 3  | no other operator                   | ">"
            a<=1                  | 2  | no other operator                   | "<="
            a:1                   | 2  | no other operator                   | ":"
            a = >1                | 5  | a value                             | ">1"
            a = x=y               | 6  | AND, OR or the end                  | "=y"
            a = 1 b = 2           | 7  | AND, OR or the end                  | "b"
            a = 1 and b = 2       | 7  | AND, OR or the end                  | "and"
            a = 1 ANDb = 2        | 7  | AND, OR or the end                  | "ANDb"
            a = 1 AND             | 10 | a field                             | the end
            a = 1 AND AND b = 2   | 11 | a field                             | "AND"
            OR a = 1              | 1  | a field                             | "OR"
            NOT a = 1             | 1  | negation is not supported           | "NOT"
            -a = 1                | 1  | negation is not supported           | "-a"
            a = 1 AND NOT b = 2   | 11 | negation is not supported           | "NOT"
            (a = 1                | 7  | AND, OR or ")"                      | the end
            a = 1)                | 6  | AND, OR or the end                  | ")"
            ()                    | 2  | a field                             | ")"
            a = 1, b = 2          | 6  | AND, OR or the end                  | ","
            f(a)                  | 1  | one of the fields a, b, c           | "f"
            z = 1                 | 1  | one of the fields a, b, c           | "z"
            A = 1                 | 1  | one of the fields a, b, c           | "A"
            job = 1               | 1  | one of the fields                   | "job"
            job.state.x = 1       | 1  | one of the fields                   | "job.state.x"
            job.=1                | 1  | one of the fields                   | "job"
            "bare"                | 1  | a field                             | ""\"
            a = "open             | 5  | a closing "                         | ``
            a = 'open"            | 5  | a closing '                         | ``
            a = "bad \\x"         | 11 | a backslash                         | "x"
            a = x\\y              | 6  | AND, OR or the end                  | "\\y"
            """)
    void parse_refused(String text, int position, String expected, String got) {
        assertRefused(text, "at character " + position + ": ", expected, got.isEmpty() ? "" : "got " + got);
    }

    @Test
    void parse_listWithoutFields_takesNoFilter() {
        assertThatExceptionOfType(InvalidArgument.class)
                .isThrownBy(() -> Filter.parse("a = 1", Set.of()))
                .withMessageContaining("this list takes none");
    }

    @Test
    void parse_limits_areInclusive() {
        String terms = Stream.generate(() -> "a=1").limit(Filter.MAX_TERMS).collect(Collectors.joining(" AND "));
        assertThat(parse(terms).terms()).hasSize(Filter.MAX_TERMS);
        assertRefused(terms + " OR a=1", "at most 100 terms");

        String nested = "(".repeat(Filter.MAX_DEPTH) + "a=1" + ")".repeat(Filter.MAX_DEPTH);
        assertThat(parse(nested + " AND " + nested)).isEqualTo(new And(List.of(A, A)));
        assertRefused("(" + nested + ")", "at most 20 deep");
        assertRefused("(".repeat(Filter.MAX_CHARACTERS), "at most 20 deep");

        String longest = "a=" + "x".repeat(Filter.MAX_CHARACTERS - 2);
        assertThatCode(() -> parse(longest)).doesNotThrowAnyException();
        assertRefused(longest + " ", "at most 2000 characters, got 2001");
    }

    @Test
    void parse_longestFieldPath_isRefusedPolitely() {
        assertRefused("a" + ".a".repeat(999), "one of the fields");
    }

    @Test
    void matches_followsTheTest() {
        Filter filter = parse("a = 1 AND (b = 2 OR c = 3)");
        assertThat(filter.matches(equalTo(Map.of("a", "1", "b", "2", "c", "0"))))
                .isTrue();
        assertThat(filter.matches(equalTo(Map.of("a", "1", "b", "0", "c", "3"))))
                .isTrue();
        assertThat(filter.matches(equalTo(Map.of("a", "1", "b", "0", "c", "0"))))
                .isFalse();
        assertThat(filter.matches(equalTo(Map.of("a", "0", "b", "2", "c", "3"))))
                .isFalse();
        assertThat(parse("job.run_time_start = 2026").matches((field, value) -> value.compareTo("2027") <= 0))
                .isTrue();
    }

    @Test
    void requiredValues_areThoseOfConjunctsOnly() {
        Filter filter = parse("a = 1 AND (a = 2 AND b = 3) AND (c = 4 OR a = 5)");
        assertThat(filter.requiredValues("a")).containsExactly("1", "2");
        assertThat(filter.requiredValues("b")).containsExactly("3");
        assertThat(filter.requiredValues("c")).isEmpty();
        assertThat(filter.fields()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(filter.terms().map(Term::value)).containsExactly("1", "2", "3", "4", "5");
        assertThat(parse("a = 1 OR a = 2").requiredTerms()).isEmpty();
        assertThat(new All().requiredTerms()).isEmpty();
        assertThat(new All().fields()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void parse_writtenFilter_meansTheSame(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Written written = write(random, 4);
            Filter filter = parse(written.text());
            for (int n = 0; n < 8; n++) {
                Map<String, String> item = Map.of("a", value(random), "b", value(random), "c", value(random));
                boolean passes = filter.matches(equalTo(item));
                assertThat(passes)
                        .as("seed %d: %s of %s", seed, written.text(), item)
                        .isEqualTo(written.meaning().test(item));
                // Narrowing a query by the required terms must lose nothing that passes.
                boolean narrowed = filter.requiredTerms().stream()
                        .allMatch(term -> term.value().equals(item.get(term.field())));
                assertThat(narrowed || !passes)
                        .as("seed %d: %s of %s", seed, written.text(), item)
                        .isTrue();
            }
        }
    }

    /** A filter text and, worked out while writing it, what it means. */
    private record Written(String text, Predicate<Map<String, String>> meaning) {}

    /** Every compound part stands in parentheses, save ORs inside an AND: those must bind tighter on their own. */
    private static Written write(Random random, int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            String field = List.of("a", "b", "c").get(random.nextInt(3));
            String value = value(random);
            String quote = random.nextBoolean() ? "\"" : "'";
            String escaped = value.replace("\\", "\\\\").replace(quote, "\\" + quote);
            return new Written(field + " = " + quote + escaped + quote, item -> value.equals(item.get(field)));
        }
        boolean or = random.nextBoolean();
        List<Written> parts = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            parts.add(write(random, depth - 1));
        }
        String text = parts.stream()
                .map(part -> !or && isPlainOr(part.text()) ? part.text() : "(" + part.text() + ")")
                .collect(Collectors.joining(or ? " OR " : " AND "));
        return new Written(
                text,
                item -> or
                        ? parts.stream().anyMatch(part -> part.meaning().test(item))
                        : parts.stream().allMatch(part -> part.meaning().test(item)));
    }

    private static boolean isPlainOr(String text) {
        return !text.contains("AND");
    }

    private static String value(Random random) {
        return List.of("1", "two words", "it's", "\"", "\\", "").get(random.nextInt(6));
    }

    private static BiPredicate<String, String> equalTo(Map<String, String> item) {
        return (field, value) -> value.equals(item.get(field));
    }

    private static Filter parse(String text) {
        return Filter.parse(text, FIELDS);
    }

    private static void assertRefused(String text, String... message) {
        assertThatExceptionOfType(InvalidArgument.class)
                .as("filter %s", text)
                .isThrownBy(() -> parse(text))
                .satisfies(e -> {
                    assertThat(e.violations())
                            .singleElement()
                            .extracting(FieldViolation::field)
                            .isEqualTo("filter");
                    assertThat(e.getMessage()).contains(message).hasSizeLessThan(300);
                });
    }
}
