package dev.assay.server.labeling;

import com.google.inject.Module;
import dev.assay.server.store.Faults;
import dev.assay.server.store.Faults.Moment;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Unavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * 64 people who label, on one thread: everything that happens follows from the seed. For a while their clients crash and
 * come late, and the server crashes at any call of its store and is started anew. Then faults end, and all tasks must come
 * to their end.
 */
public final class LabelingSimulation {
    private static final int PEOPLE = 64;
    private static final int FAULTY_EVENTS = 600;
    private static final int MOST_ROUNDS = 200;
    private static final int TRACED = 200;

    private final Random random;
    private final Faults faults;
    private final Supplier<List<String>> violations;
    private final List<SimulatedLabeler> people = new ArrayList<>();
    private final List<ResourceName> tasks = new ArrayList<>();
    private final Set<ResourceName> cancelled = new HashSet<>();
    private final Set<ResourceName> closed = new HashSet<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private final LabelingBench bench;
    private long answers;
    private long refusals;
    private long crashes;

    private LabelingSimulation(long seed, Module stores, Faults faults, Supplier<List<String>> violations) {
        this.random = new Random(seed);
        this.faults = faults;
        this.violations = violations;
        this.bench = new LabelingBench(stores);
        for (int i = 0; i < PEOPLE; i++) {
            people.add(new SimulatedLabeler(this, LabelingBench.person("p" + i)));
        }
    }

    /** What happened in one or several simulations. */
    public record Figures(long seeds, long answers, long refusals, long crashes) {
        /** Of none. */
        public static final Figures NONE = new Figures(0, 0, 0, 0);

        /** Of these and others. */
        public Figures plus(Figures other) {
            return new Figures(
                    seeds + other.seeds, answers + other.answers, refusals + other.refusals, crashes + other.crashes);
        }
    }

    /**
     * Plays one seed over empty stores.
     *
     * @param faults of the stores
     * @param violations tells which rules are broken at the moment
     * @throws AssertionError with the seed and the last events, if anything happens that must not
     */
    public static Figures run(long seed, Module stores, Faults faults, Supplier<List<String>> violations) {
        LabelingSimulation world = new LabelingSimulation(seed, stores, faults, violations);
        try {
            world.play();
            return new Figures(1, world.answers, world.refusals, world.crashes);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e + "\n" + String.join("\n", world.trace), e);
        }
    }

    private void play() {
        for (int i = 0; i <= random.nextInt(3); i++) {
            tasks.add(beginTask());
        }
        for (int event = 0; event < FAULTY_EVENTS; event++) {
            oneEvent();
            if (event % 20 == 0) {
                requireRules();
            }
        }
        trace("faults end");
        for (int round = 0; round < MOST_ROUNDS && anyOpen(); round++) {
            people.forEach(SimulatedLabeler::workOn);
            bench.pass(Duration.ofMinutes(1));
            bench.sweep();
            bench.work();
            requireRules();
        }
        require(!anyOpen(), "a task does not end");
        people.forEach(SimulatedLabeler::requireAnswersKept);
    }

    private ResourceName beginTask() {
        PlanDraft draft = PlanDraft.of(bench.texts(1 + random.nextInt(25)))
                .replicas(1 + random.nextInt(5))
                .by(random.nextBoolean() ? Aggregation.MAJORITY_VOTE : Aggregation.NO_AGGREGATION);
        if (random.nextInt(4) == 0) {
            int few = 1 + random.nextInt(6);
            draft = draft.only(
                    people.stream().limit(few).map(SimulatedLabeler::person).toArray(Person[]::new));
        }
        ResourceName task = bench.begin(draft.plan());
        trace("task " + task.id() + " of " + draft);
        return task;
    }

    private void oneEvent() {
        SimulatedLabeler someone = people.get(random.nextInt(PEOPLE));
        boolean crashing = random.nextInt(10) == 0;
        if (crashing) {
            faults.arm(random.nextBoolean() ? Moment.BEFORE_CALL : Moment.ANSWER_LOST, 1 + random.nextInt(8), 1_000);
        }
        int what = random.nextInt(100);
        if (what < 70) {
            tolerating(someone::act);
        } else if (what < 80) {
            tolerating(() -> bench.sweep());
        } else if (what < 88) {
            tolerating(() -> bench.work());
        } else if (what < 99) {
            bench.pass(Duration.ofSeconds(random.nextInt(180)));
        } else {
            cancelSome();
        }
        if (crashing) {
            if (faults.disarm()) {
                crashes++;
                trace("the server crashed");
            }
            bench.restart();
        }
    }

    private void cancelSome() {
        if (random.nextInt(8) == 0) {
            ResourceName task = tasks.get(random.nextInt(tasks.size()));
            cancelled.add(task);
            trace("cancelled " + task.id());
            tolerating(() -> {
                bench.get(LabelingTasks.class).cancel(task, bench.now());
                closed.add(task);
            });
        }
    }

    private static void tolerating(Runnable call) {
        try {
            call.run();
        } catch (Unavailable crash) {
            // What was under way is undone, or done and not told.
        }
    }

    private boolean anyOpen() {
        return tasks.stream().anyMatch(task -> bench.task(task).isOpen());
    }

    private void requireRules() {
        List<String> broken = violations.get();
        require(broken.isEmpty(), broken.toString());
    }

    // --- for people -----------------------------------------------------------------------------------------------

    Random random() {
        return random;
    }

    LabelingBench bench() {
        return bench;
    }

    ResourceName anyTask() {
        return tasks.get(random.nextInt(tasks.size()));
    }

    boolean mayBeClosed(ResourceName task) {
        return cancelled.contains(task);
    }

    /** Whether a task was cancelled, and whoever did so was told that it was. */
    boolean isClosed(ResourceName task) {
        return closed.contains(task);
    }

    void answered() {
        answers++;
    }

    void refused() {
        refusals++;
    }

    void trace(String event) {
        if (trace.size() == TRACED) {
            trace.removeFirst();
        }
        trace.add(bench.now() + " " + event);
    }

    static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
