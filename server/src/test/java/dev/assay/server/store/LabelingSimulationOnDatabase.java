package dev.assay.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.labeling.LabelingSimulation;
import dev.assay.server.labeling.LabelingSimulation.Figures;
import dev.assay.server.work.QuietWork;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Simulated histories of labeling, with the statements of the real store. Each history is one transaction of the database
 * and its transactions are savepoints.
 */
@ExtendWith(QuietWork.class)
abstract class LabelingSimulationOnDatabase {
    private static final int SEEDS_TO_NOTICE = 40;

    private Database database;

    /** An empty database, closed after the test. */
    abstract Database open();

    /** How many histories, unless another number is asked for. */
    abstract int seeds();

    @BeforeEach
    void begin() {
        database = open();
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void everyItem_isDealtWith_byNoMoreThanItsReplicas_andNoneTwice() {
        Figures figures = Figures.NONE;
        long first = Long.getLong("assay.simulation.seed", 0);
        for (long seed = first; seed < first + Integer.getInteger("assay.simulation.seeds", seeds()); seed++) {
            figures = figures.plus(play(seed, UnaryOperator.identity()));
        }
        System.out.println(figures);
    }

    /** That the simulation notices what it is there for. */
    @ParameterizedTest
    @MethodSource("sabotages")
    void sabotage_isNoticed(String what, String from, String to) {
        boolean[] met = new boolean[1];
        for (long seed = 0; seed < SEEDS_TO_NOTICE; seed++) {
            try {
                play(seed, sql -> {
                    String rewritten = sql.replaceAll(from, to);
                    met[0] |= !rewritten.equals(sql);
                    return rewritten;
                });
            } catch (AssertionError noticed) {
                System.out.printf(
                        "%s: noticed by seed %d: %s%n",
                        what, seed, String.valueOf(noticed.getMessage()).split("\n")[0]);
                assertThat(met[0]).isTrue();
                assertThat(noticed)
                        .message()
                        .as("a statement that is none proves nothing")
                        .doesNotContain("syntax error");
                return;
            }
        }
        throw new AssertionError("nobody notices " + what + "; met: " + met[0]);
    }

    /** What it does, what it takes from the statements (a regular expression), and what it puts in its place. */
    static Stream<Arguments> sabotages() {
        String any = "CAST(? AS bigint) IS NOT NULL";
        return Stream.of(
                Arguments.of("answers under any number", "(q\\.)?number = \\? AND (q\\.)?state", any + " AND $2state"),
                Arguments.of("late answers", "(q\\.|(?<!\\.))lease_end > \\?", any),
                Arguments.of(
                        "answers to what was given back",
                        "state = 'LEASED' AND (q\\.)?lease_end",
                        "state <> 'x' AND $1lease_end"),
                Arguments.of("more people than wanted", "i\\.taken < i\\.wanted AND i\\.pos", "i.taken < 9 AND i.pos"),
                Arguments.of(
                        "expired items that do not come back",
                        "SET taken = taken - 1, position = \\? WHERE",
                        "SET taken = taken, position = ? WHERE"),
                Arguments.of(
                        "items that nobody asks further about", "wanted = wanted \\+ \\?", "wanted = wanted + ? * 0"),
                Arguments.of(
                        "answers that are not counted", "SET answered = answered \\+ 1", "SET answered = answered"),
                Arguments.of("items that come again", "'EXPIRED', 'RELEASED'\\)", "'EXPIRED', 'RELEASED', 'SKIPPED')"),
                Arguments.of("closed tasks that go on", "t\\.close_time IS NULL\\)", "t.number > 0)"),
                Arguments.of("drafts that are lost", "SET draft = \\?", "SET draft = substr(?, 1, 0)"));
    }

    private Figures play(long seed, UnaryOperator<String> rewriting) {
        AssertionError[] failure = new AssertionError[1];
        Figures figures = database.update(handle -> {
            handle.savepoint("empty");
            try {
                Database inner = new SavepointDatabase(database, handle);
                Faults faults = new Faults();
                Database shown = new FaultyDatabase(new RewrittenDatabase(inner, rewriting), faults);
                return LabelingSimulation.run(
                        seed,
                        new StoreModule(new OpenStore(shown)),
                        faults,
                        () -> LabelingInvariants.violations(inner));
            } catch (AssertionError e) {
                failure[0] = e;
                return Figures.NONE;
            } finally {
                handle.rollbackToSavepoint("empty");
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        return figures;
    }
}
