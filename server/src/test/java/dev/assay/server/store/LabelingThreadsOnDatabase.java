package dev.assay.server.store;

import static dev.assay.server.labeling.LabelingBench.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.server.labeling.Aggregation;
import dev.assay.server.labeling.Desk;
import dev.assay.server.labeling.LabelingBench;
import dev.assay.server.labeling.LabelingTask;
import dev.assay.server.labeling.Person;
import dev.assay.server.labeling.PlanDraft;
import dev.assay.server.labeling.Question;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.WrongState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 64 people who label at once, on threads of their own: they answer, vanish with what they hold, give back and come late,
 * while expired leases are swept. Two servers share the store where it can be shared.
 */
abstract class LabelingThreadsOnDatabase {
    private static final int PEOPLE = 64;
    private static final int MOST_CALLS = 20_000;
    private static final int GUARD_SECONDS = 300;

    private List<Database> databases;
    private final AtomicLong micros = new AtomicLong();
    private Instant begin;

    /** Databases over one empty store, closed after the test. */
    abstract List<Database> open();

    @BeforeEach
    void begin() {
        databases = open();
    }

    @AfterEach
    void end() {
        databases.forEach(Database::close);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyItem_isDealtWith_byNoMoreThanItsReplicas(long seed) throws Exception {
        List<LabelingBench> servers = new ArrayList<>();
        for (Database database : databases) {
            servers.add(new LabelingBench(servers.size(), new StoreModule(new OpenStore(database))));
        }
        LabelingBench first = servers.get(0);
        begin = first.now();
        ResourceName task = first.begin(PlanDraft.of(first.texts(120))
                .replicas(3)
                .by(seed % 2 == 0 ? Aggregation.NO_AGGREGATION : Aggregation.MAJORITY_VOTE)
                .plan());
        ExecutorService threads = Executors.newFixedThreadPool(PEOPLE);
        List<Future<Integer>> counts = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            Random random = new Random(seed * 1_000 + i);
            Person person = LabelingBench.person("p" + i);
            Desk desk = servers.get(i % servers.size()).desk();
            counts.add(threads.submit(() -> label(desk, person, task, random)));
        }
        int answers = 0;
        for (Future<Integer> count : counts) {
            answers += count.get(GUARD_SECONDS, TimeUnit.SECONDS);
        }
        threads.shutdown();
        first.pass(Duration.between(begin, now()).plusMinutes(1));
        first.work();

        System.out.printf("seed %d: %d answers by %d people over %d servers%n", seed, answers, PEOPLE, servers.size());
        assertThat(LabelingInvariants.violations(databases.get(0))).isEmpty();
        LabelingTask ended = first.task(task);
        assertThat(ended.isOpen()).as("seed " + seed).isFalse();
        assertThat(stored()).as("answers that were taken, seed " + seed).isEqualTo(answers);
    }

    private long stored() {
        return databases
                .get(0)
                .query(handle -> handle.createQuery("SELECT count(*) FROM question WHERE state = 'ANSWERED'")
                        .mapTo(Long.class)
                        .one());
    }

    private Instant now() {
        return begin.plusNanos(micros.get() * 1_000);
    }

    /** Works until nothing waits for anybody; answers how many answers were taken. */
    private int label(Desk desk, Person person, ResourceName task, Random random) {
        int taken = 0;
        for (int call = 0; call < MOST_CALLS; call++) {
            // Each call takes a while, so leases run out in the course of things.
            micros.addAndGet(random.nextInt(200_000));
            if (random.nextInt(10) == 0) {
                desk.expireSome(now());
            }
            Optional<Question> leased = desk.lease(person, task, now());
            if (leased.isPresent()) {
                taken += dealWith(desk, leased.get(), random) ? 1 : 0;
            } else if (isOver(task)) {
                return taken;
            }
        }
        throw new AssertionError(person + " has called " + MOST_CALLS + " times and it is not over");
    }

    private boolean dealWith(Desk desk, Question question, Random random) {
        int what = random.nextInt(20);
        try {
            if (what == 0) {
                // Vanishes, and comes back when the time is over.
                micros.addAndGet(TimeUnit.MINUTES.toMicros(1));
                return false;
            } else if (what == 1) {
                desk.release(question.name(), question.person(), question.number(), now());
                return false;
            }
            String label = PlanDraft.LABELS.get(random.nextInt(PlanDraft.LABELS.size()));
            desk.submit(question.name(), question.person(), question.number(), says(label), "", now());
            return true;
        } catch (WrongState late) {
            assertThat(late.reason()).isIn("LEASE_EXPIRED", "LEASE_NOT_CURRENT");
            return false;
        }
    }

    private boolean isOver(ResourceName task) {
        return databases
                        .get(0)
                        .query(handle -> handle.createQuery(
                                        "SELECT count(*) FROM task_item i"
                                                + " JOIN labeling_task t ON t.number = i.task WHERE t.id = ? AND i.done_time IS NULL")
                                .bind(0, task.id())
                                .mapTo(Long.class)
                                .one())
                == 0;
    }
}
