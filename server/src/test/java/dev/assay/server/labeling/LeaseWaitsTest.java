package dev.assay.server.labeling;

import static dev.assay.server.labeling.LabelingBench.LEASE;
import static dev.assay.server.labeling.LabelingBench.PROJECT;
import static dev.assay.server.labeling.LabelingBench.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.store.EmbeddedStores;
import dev.assay.server.vocabulary.Failure;
import dev.assay.server.vocabulary.ResourceName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseWaitsTest {
    private static final Person ANN = person("ann");
    private static final Person BEN = person("ben");
    private static final Person CAT = person("cat");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private EmbeddedStores stores;
    private LabelingBench bench;
    private LeaseWaits waits;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void open() {
        stores = EmbeddedStores.open(directory);
        bench = new LabelingBench(stores.module());
        waits = bench.get(LeaseWaits.class);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void whoWaits_getsAQuestion_onceOneIsGivenBack_theOneWhoCameFirst() {
        ResourceName task = task(1);
        Question held = bench.lease(task, ANN);
        await(BEN, task);
        await(CAT, task);
        poll();
        assertThat(told).isEmpty();

        bench.desk().release(held.name(), ANN, 1, bench.now());
        poll();

        assertThat(told).containsExactly("ben got " + held.itemId());
        assertThat(waits.size()).isEqualTo(1);
        poll();
        assertThat(told).hasSize(1);
    }

    @Test
    void whoWaits_getsAQuestion_ofATaskThatBegins() {
        await(ANN, PROJECT);
        poll();
        assertThat(told).isEmpty();

        task(1);
        poll();

        assertThat(told).hasSize(1);
    }

    @Test
    void whoWaits_getsWhatOthersLetExpire() {
        ResourceName task = task(1);
        bench.lease(task, ANN);
        await(BEN, PROJECT);
        poll();
        bench.pass(LEASE.minus(Duration.ofSeconds(30)));
        await(CAT, PROJECT);
        bench.pass(Duration.ofSeconds(30));
        bench.sweep();
        poll();

        assertThat(told).containsExactly("ben got nothing", "cat got 0000000000000");
    }

    @Test
    void whoWaitsTwice_getsOneQuestion_leasedForTheFirstOfTheTwo() {
        await(ANN, PROJECT);
        await(ANN, PROJECT);
        await(BEN, PROJECT);

        task(2);
        poll();

        assertThat(told).containsExactly("ann got 0000000000000", "ann has 0000000000000", "ben got 0000000000001");
    }

    @Test
    void wait_ofWhoTakesAQuestionByAnotherCall_getsThatOne() {
        await(ANN, PROJECT);
        ResourceName task = task(2);
        bench.lease(task, ANN);
        bench.pass(Duration.ofSeconds(1));

        poll();

        assertThat(told).containsExactly("ann has 0000000000000");
    }

    @Test
    void wait_endsWithNothing_whenItsTimeIsOver() {
        await(ANN, PROJECT);
        bench.pass(PATIENCE);
        poll();
        poll();

        assertThat(told).containsExactly("ann got nothing");
        assertThat(waits.size()).isZero();
    }

    @Test
    void wait_thatIsClosed_isToldNothing_andTakesNothing() {
        ResourceName task = task(1);
        LeaseWaits.Wait wait = await(ANN, task);
        wait.close();
        wait.close();
        poll();

        assertThat(told).isEmpty();
        assertThat(bench.lease(task, BEN).number()).isEqualTo(1);
    }

    @Test
    void wait_forATaskThatIsClosed_fails() {
        ResourceName task = task(1);
        bench.lease(task, ANN);
        await(BEN, task);
        poll();
        bench.get(LabelingTasks.class).cancel(task, bench.now());
        poll();

        assertThat(told).containsExactly("ben: TASK_CLOSED");
    }

    @Test
    void poll_triesAgainNowAndThen_forWhatWasLeftBehind() {
        ResourceName task = task(2);
        bench.answer(bench.lease(task, BEN), "good");
        bench.lease(task, CAT);
        await(BEN, task);
        poll();
        // Cat's item comes back in a place that Ben has passed.
        stores.execute("UPDATE question SET state = 'RELEASED', end_time = 1 WHERE person = 'cat@example.com'");
        stores.execute("UPDATE task_item SET taken = 0, position = 0 WHERE number = 1");

        poll();
        assertThat(told).isEmpty();
        bench.pass(Duration.ofSeconds(10));
        poll();
        assertThat(told).containsExactly("ben got 0000000000001");
    }

    private ResourceName task(int items) {
        return bench.begin(PlanDraft.of(bench.texts(items)).plan());
    }

    private void poll() {
        waits.poll(bench.now());
    }

    private LeaseWaits.Wait await(Person person, ResourceName scope) {
        String name = person.email().substring(0, 3);
        return waits.await(person, scope, bench.now().plus(PATIENCE), new LeaseWaits.Listener() {
            @Override
            public void question(Question question, boolean isNew) {
                assertThat(question.person()).isEqualTo(person);
                told.add(name + (isNew ? " got " : " has ") + question.itemId());
            }

            @Override
            public void nothing() {
                told.add(name + " got nothing");
            }

            @Override
            public void failed(Failure failure) {
                told.add(name + ": " + failure.reason());
            }
        });
    }
}
