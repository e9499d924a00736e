package dev.assay.server.store;

import static dev.assay.server.labeling.LabelingBench.PROJECT;
import static dev.assay.server.labeling.LabelingBench.person;
import static dev.assay.server.labeling.LabelingBench.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.server.labeling.LabelingBench;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.PlanDraft;
import dev.assay.server.labeling.Question;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leasing and answering cost in statements, and that none of them reads a whole table. */
class LabelingStatementsTest {
    private static final Person ANN = person("ann");
    private static final Person BEN = person("ben");
    private static final Person CAT = person("cat");

    @TempDir
    Path directory;

    private CountedDatabase database;
    private LabelingBench bench;

    @BeforeEach
    void open() {
        database = new CountedDatabase(SqliteDatabase.open(directory));
        bench = new LabelingBench(new StoreModule(new OpenStore(database)));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void leaseAndAnswer_areTwoStatementsEach() {
        ResourceName task = task(5, 1);
        bench.answer(bench.lease(task, ANN), "good");
        database.take();

        Question question = bench.lease(task, ANN);
        assertIndexed(2);
        bench.answer(question, "good");
        assertIndexed(2);
        Question skipped = bench.lease(task, ANN);
        assertIndexed(2);
        bench.desk().skip(skipped.name(), ANN, 1, "", bench.now());
        assertIndexed(2);
    }

    @Test
    void lease_overTheTasksOfAProject_isOneStatementMore() {
        bench.answer(bench.lease(task(5, 1), ANN), "good");
        bench.answer(bench.lease(task(5, 1), ANN), "good");
        database.take();

        bench.lease(PROJECT, ANN);

        assertIndexed(3);
    }

    @Test
    void lease_thatIsHeld_isTwoStatements() {
        ResourceName task = task(5, 1);
        bench.lease(task, ANN);
        database.take();

        bench.lease(task, ANN);

        assertIndexed(2);
    }

    @Test
    void answer_onWhichTheItemDepends_readsTheOthers_andAsksOrFinishes() {
        ResourceName task = task(2, 3);
        Question ann = bench.lease(task, ANN);
        Question ben = bench.lease(task, BEN);
        database.take();
        bench.answer(ann, "good");
        assertIndexed(2);
        bench.answer(ben, "bad");
        assertIndexed(4);
        bench.desk().skip(bench.lease(task, CAT).name(), CAT, 1, "", bench.now());
        database.take();

        bench.answer(bench.lease(task, CAT), "bad");
        assertIndexed(2 + 2);
    }

    @Test
    void answer_thatIsTheLast_wakesTheOperation() {
        ResourceName task = task(1, 1);
        Question question = bench.lease(task, ANN);
        database.take();

        bench.answer(question, "good");

        assertIndexed(3);
    }

    @Test
    void lease_whereNothingIs_looksAtIndexesAlone() {
        ResourceName task = task(3, 2);
        for (int i = 0; i < 3; i++) {
            bench.answer(bench.lease(task, ANN), "good");
        }
        database.take();

        assertThat(bench.desk().lease(ANN, task, bench.now())).isEmpty();

        // The item, what is held, what lies ahead and behind, and whether the task is open.
        assertIndexed(5);
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.desk().lease(ANN, task, bench.now())).isEmpty();
        assertIndexed(4);
    }

    @Test
    void refusal_isAFewStatements() {
        ResourceName task = task(1, 2);
        Question question = bench.lease(task, ANN);
        bench.answer(question, "good");
        database.take();

        assertThatThrownBy(() -> bench.desk().submit(question.name(), ANN, 1, says("bad"), "", bench.now()))
                .isInstanceOf(WrongState.class);

        // The answer, the question, the task, whether it was the same answer, the draft.
        assertIndexed(5);
    }

    @Test
    void expiry_isOneStatement_whereNothingHasExpired() {
        bench.lease(task(1, 1), ANN);
        database.take();

        bench.sweep();

        assertIndexed(1);
    }

    private ResourceName task(int items, int replicas) {
        return bench.begin(PlanDraft.of(bench.texts(items)).replicas(replicas).plan());
    }

    /** That there were so many statements since the last call, each by an index. */
    private void assertIndexed(int count) {
        List<String> statements = database.take();
        assertThat(statements).as(String.join("\n", statements)).hasSize(count);
        assertThat(statements)
                .allSatisfy(sql -> assertThat(plan(sql))
                        .noneMatch(step -> step.startsWith("SCAN") && !step.matches("SCAN (l|o|near|CONSTANT ROW)")));
    }

    /** How SQLite would execute a statement, whatever its values are. */
    private List<String> plan(String sql) {
        String unnamed = sql.replaceAll("\\?", "NULL");
        List<String> plan = database.query(handle -> new ArrayList<>(handle.createQuery("EXPLAIN QUERY PLAN " + unnamed)
                .map((row, context) -> row.getString("detail"))
                .list()));
        database.take();
        return plan;
    }
}
