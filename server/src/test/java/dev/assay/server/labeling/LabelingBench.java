package dev.assay.server.labeling;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.Multibinder;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.DataItem.Text;
import dev.assay.server.dataset.DataItems;
import dev.assay.server.dataset.DatasetConfig;
import dev.assay.server.dataset.DatasetDraft;
import dev.assay.server.dataset.DatasetModule;
import dev.assay.server.dataset.Datasets;
import dev.assay.server.dataset.annotated.AnnotatedModule;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.dataset.annotated.Annotation.Classification;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationConfig;
import dev.assay.server.operation.OperationModule;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.Ids;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.work.Claim;
import dev.assay.server.work.WorkConfig;
import dev.assay.server.work.WorkKind;
import dev.assay.server.work.WorkModule;
import dev.assay.server.work.WorkStore;
import dev.assay.server.work.Workbench;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** The labeling room over stores, with a clock that moves when it is told to. */
public final class LabelingBench {
    public static final ResourceName PROJECT = ResourceName.of(ResourceKind.PROJECT, "p");
    public static final Duration LEASE = Duration.ofMinutes(10);
    private static final Instant BEGIN = Instant.parse("2026-03-02T10:00:00Z");

    private final Injector injector;
    private Instant now = BEGIN;
    private Desk desk;

    /** Over these stores, with tasks of these owners. */
    public LabelingBench(Module stores, OwnedItems... owners) {
        this(0, stores, owners);
    }

    /** Of several servers over one store: each makes ids of its own. */
    public LabelingBench(long server, Module stores, OwnedItems... owners) {
        injector = Guice.createInjector(
                stores,
                new WorkModule(new WorkConfig("test", Duration.ofSeconds(20))),
                new OperationModule(),
                new DatasetModule(),
                new AnnotatedModule(),
                new LabelingModule(),
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(OperationConfig.class)
                                .toInstance(new OperationConfig(Duration.ofDays(30), Duration.ofMinutes(1)));
                        bind(DatasetConfig.class).toInstance(new DatasetConfig(Duration.ofMinutes(1)));
                        bind(Counters.class).toInstance(Counters.NONE);
                        bind(Ids.class).toInstance(new Ids(new Random(server)));
                        for (OwnedItems owner : owners) {
                            Multibinder.newSetBinder(binder(), OwnedItems.class)
                                    .addBinding()
                                    .toInstance(owner);
                        }
                    }
                });
        desk = get(Desk.class);
    }

    /** A crash: what was remembered is forgotten. */
    public void restart() {
        Transactions transactions = get(Transactions.class);
        LabelingTaskStore tasks = get(LabelingTaskStore.class);
        QuestionStore questions = get(QuestionStore.class);
        desk = new Desk(
                new KnownTasks(tasks, transactions),
                tasks,
                new Pool(questions, transactions, get(Ids.class)),
                get(Submission.class),
                get(Returns.class),
                transactions,
                Counters.NONE);
    }

    /** Something of the room. */
    public <T> T get(Class<T> type) {
        return injector.getInstance(type);
    }

    public Desk desk() {
        return desk;
    }

    public Instant now() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    /** Does all operations that are due; the work of owners is left alone. */
    public void work() {
        Workbench bench = get(Workbench.class);
        WorkStore store = get(WorkStore.class);
        List<Claim> others = new ArrayList<>();
        Optional<Claim> claim = bench.claim(now);
        while (claim.isPresent()) {
            if (claim.get().kind() == WorkKind.OPERATION) {
                bench.work(claim.get(), () -> now);
            } else {
                others.add(claim.get());
            }
            claim = bench.claim(now);
        }
        write(() -> others.forEach(other -> store.handBack(other.fence(), now, 0)));
    }

    /** Ends the leases that ran out. */
    public void sweep() {
        while (desk().expireSome(now)) {}
    }

    /** A dataset of texts. */
    public ResourceName texts(String... contents) {
        ResourceName dataset = get(Datasets.class)
                .create(PROJECT, new DatasetDraft("texts", ""), now)
                .name();
        List<Payload> items = new ArrayList<>();
        for (String content : contents) {
            items.add(new Text(content));
        }
        get(DataItems.class).append(dataset, items);
        return dataset;
    }

    public ResourceName texts(int count) {
        return texts(IntStream.range(0, count).mapToObj(i -> "text " + i).toArray(String[]::new));
    }

    /** Begins a task and lists its items. */
    public ResourceName begin(LabelingPlan plan) {
        Operation operation = get(LabelingTasks.class).start(plan, now);
        work();
        return LabelingTasks.taskOf(operation.name());
    }

    public LabelingTask task(ResourceName name) {
        return get(LabelingTasks.class).get(name);
    }

    public Operation operation(ResourceName task) {
        return get(Operations.class).get(LabelingTasks.operationOf(task)).operation();
    }

    public Question lease(ResourceName scope, Person person) {
        return desk().lease(person, scope, now).orElseThrow();
    }

    public void answer(Question question, String... labels) {
        desk().submit(question.name(), question.person(), question.number(), says(labels), "", now);
    }

    public void write(Runnable work) {
        get(Transactions.class).write(work);
    }

    public static Answer says(String... labels) {
        return new Answer(
                List.of(labels).stream()
                        .map(label -> Annotation.of(new Classification(label)))
                        .toList(),
                "");
    }

    public static Person person(String name) {
        return new Person(name + "@example.com");
    }
}
