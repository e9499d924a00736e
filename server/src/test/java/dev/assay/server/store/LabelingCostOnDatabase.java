package dev.assay.server.store;

import static dev.assay.server.labeling.LabelingBench.person;
import static dev.assay.server.labeling.LabelingBench.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.labeling.LabelingBench;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.PlanDraft;
import dev.assay.server.labeling.Question;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.Micros;
import dev.assay.server.vocabulary.ResourceName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * That what people do costs the same in a large task as in a small one, however much of it is open and however much was
 * answered, by the same people.
 */
abstract class LabelingCostOnDatabase {
    private static final List<Person> PEOPLE = List.of(person("ann"), person("ben"), person("cat"));
    private static final int FEW = 1_000;
    private static final int MANY = 20_000;
    private static final int ROUNDS = 12;
    private static final int SKIPPED = 5;

    private MeteredDatabase database;
    private LabelingBench bench;

    /** A database that was never used. */
    abstract Database open();

    @BeforeEach
    void begin() {
        database = new MeteredDatabase(open());
        bench = new LabelingBench(new StoreModule(new OpenStore(database)));
    }

    @AfterEach
    void end() {
        database.close();
    }

    /** What engines plan by. */
    enum Plans {
        /** Made when the tables were small. */
        OLD,
        /** Made now, without knowing what is in the tables. */
        UNINFORMED,
        /** Made now, from a look at all that is in them. */
        INFORMED
    }

    @ParameterizedTest
    @EnumSource
    void cost_isThatOfASmallTask(Plans plans) {
        ResourceName small = task(FEW);
        Map<String, Long> ofSmall = costs(small);
        ResourceName large = task(MANY);
        if (plans == Plans.INFORMED) {
            database.update(handle -> handle.execute("ANALYZE"));
        } else if (plans == Plans.UNINFORMED && database.dialect() == Dialect.POSTGRESQL) {
            database.update(handle -> handle.execute("DISCARD PLANS"));
            database.query(handle -> handle.execute("DISCARD PLANS"));
        }
        Map<String, Long> ofLarge = costs(large);

        System.out.printf(
                "%s, %s plans%nof %d: %s%nof %d: %s%n", database.dialect(), plans, FEW, ofSmall, MANY, ofLarge);
        for (String what : ofLarge.keySet()) {
            long cost = ofSmall.get(what);
            assertThat(ofLarge.get(what)).as(what).isPositive().isBetween(cost / 2, cost * 2);
        }
    }

    /** Three people ask and answer in turn, and do whatever else one may do. */
    private Map<String, Long> costs(ResourceName task) {
        Map<String, Long> costs = new TreeMap<>();
        // After an analysis the first statement of a connection reads the schema again.
        bench.sweep();
        bench.task(task);
        for (Person person : PEOPLE) {
            database.take();
            Question first = bench.lease(task, person);
            note(costs, "lease beyond what was skipped");
            bench.answer(first, "good");
        }
        database.take();
        for (int round = 0; round < ROUNDS; round++) {
            for (int who = 0; who < PEOPLE.size(); who++) {
                Person person = PEOPLE.get(who);
                bench.pass(Duration.ofMillis(1));
                Question question = bench.lease(task, person);
                note(costs, "lease");
                bench.lease(task, person);
                note(costs, "lease again");
                assertThatThrownBy(
                                () -> bench.desk().submit(question.name(), person, 1, says("what?"), "", bench.now()))
                        .isInstanceOf(InvalidArgument.class);
                note(costs, "no answer");
                bench.answer(question, "good");
                note(costs, "answer " + (who + 1));
                bench.answer(question, "good");
                note(costs, "answer again");
            }
        }
        for (Person person : PEOPLE) {
            bench.pass(Duration.ofMillis(1));
            Question released = bench.lease(task, person);
            database.take();
            bench.desk().release(released.name(), person, released.number(), bench.now());
            note(costs, "release");
            Question skipped = bench.lease(task, person);
            database.take();
            bench.desk().skip(skipped.name(), person, skipped.number(), "", bench.now());
            note(costs, "skip");
            bench.lease(task, person);
            database.take();
            bench.pass(LabelingBench.LEASE.plusMillis(1));
            bench.sweep();
            note(costs, "expire");
        }
        return costs;
    }

    private void note(Map<String, Long> costs, String what) {
        costs.merge(what, database.take(), Long::sum);
    }

    /**
     * Of whose items a fifth is open, between others that are done and were answered by all. Of the open ones all have
     * skipped the first, and others hold a tenth.
     */
    private ResourceName task(int items) {
        ResourceName name =
                bench.begin(PlanDraft.of(bench.texts(1)).replicas(PEOPLE.size()).plan());
        long task = bench.task(name).number();
        LabelingStores.fill(database, task, items);
        int open = items * 3 / 5;
        int held = open + items / 50;
        int doneAgain = items * 4 / 5;
        long begin = Micros.of(bench.now()) - items;
        String done = "task = " + task + " AND (number < " + open + " OR number >= " + doneAgain + ")";
        database.update(handle -> {
            handle.execute(
                    "UPDATE task_item SET wanted = 3, taken = 3, answered = 3, done_time = number WHERE " + done);
            String of = "task = " + task + " AND number BETWEEN " + open + " AND " + held;
            handle.execute("UPDATE task_item SET taken = 1 WHERE " + of);
            return handle.execute(
                    "INSERT INTO question (id, task, item, person, state, number, position, lease_time, lease_end)"
                            + " SELECT task || 'other' || number, task, number, 'other' || number, 'LEASED', 1, position,"
                            + " ?, ? FROM task_item WHERE " + of,
                    begin,
                    begin + TimeUnit.DAYS.toMicros(1));
        });
        for (Person person : PEOPLE) {
            asked(person, "ANSWERED", "'[]'", begin, open, done);
            asked(
                    person,
                    "SKIPPED",
                    "NULL",
                    begin,
                    open,
                    "task = " + task + " AND number BETWEEN " + open + " AND " + (open + SKIPPED - 1));
        }
        return name;
    }

    private void asked(Person person, String state, String answer, long begin, int position, String items) {
        database.update(handle -> handle.execute(
                "INSERT INTO question (id, task, item, person, state, number, position, lease_time, lease_end,"
                        + " end_time, answer, comment, request_id) SELECT task || CAST(? AS text) || number, task, number,"
                        + " CAST(? AS text), CAST(? AS text), 1, ?, ? + number, ?, ? + number, " + answer + ", '', ''"
                        + " FROM task_item WHERE " + items,
                person.email(),
                person.email(),
                state,
                position - 1,
                begin,
                begin,
                begin));
    }
}
