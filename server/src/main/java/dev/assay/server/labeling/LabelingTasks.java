package dev.assay.server.labeling;

import dev.assay.server.dataset.Holds;
import dev.assay.server.operation.Cancellation;
import dev.assay.server.operation.Operation;
import dev.assay.server.operation.OperationKind;
import dev.assay.server.operation.Operations;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.Page;
import dev.assay.server.vocabulary.PageRequest;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Begins tasks, shows them and cancels them. {@link LabelTask} does what is to be done in between. */
public final class LabelingTasks {
    /** What a page carries at most: gRPC clients take 4 MiB unless told otherwise. */
    private static final long MAX_PAGE_BYTES = 3 << 20;

    private static final int TASKS_PER_READ = 50;

    private final LabelingTaskStore store;
    private final Operations operations;
    private final Cancellation cancellation;
    private final Holds holds;
    private final Transactions transactions;

    @Inject
    LabelingTasks(
            LabelingTaskStore store,
            Operations operations,
            Cancellation cancellation,
            Holds holds,
            Transactions transactions) {
        this.store = store;
        this.operations = operations;
        this.cancellation = cancellation;
        this.holds = holds;
        this.transactions = transactions;
    }

    /** The operation that does a task. */
    public static ResourceName operationOf(ResourceName task) {
        return task.ancestor(ResourceKind.PROJECT).child(ResourceKind.OPERATION, task.id());
    }

    /** The task that an operation does. */
    public static ResourceName taskOf(ResourceName operation) {
        return operation.ancestor(ResourceKind.PROJECT).child(ResourceKind.TASK, operation.id());
    }

    /**
     * Begins a task, as an operation about its dataset; joins the caller's transaction. The dataset and the instruction
     * are held until it ends. Ring the {@link dev.assay.server.work.Bell} afterwards.
     *
     * @throws WrongState if the dataset has an operation under way
     */
    public Operation start(LabelingPlan plan, Instant now) {
        Judges.of(plan);
        String request = new LabelRequest(plan.annotationType(), plan.config()).write();
        return operations.start(OperationKind.LABEL, plan.dataset(), request, now, name -> {
            store.insert(taskOf(name), plan, now);
            holds.hold(plan.dataset(), name);
            if (plan.instruction() != null) {
                holds.hold(plan.instruction(), name);
            }
        });
    }

    /** Whether a task may begin on a dataset: nothing else is under way for it. */
    public boolean mayBegin(ResourceName dataset) {
        return !transactions.read(() -> operations.isUnderWay(dataset));
    }

    /** As {@link #start}; answers the name of the task. */
    public ResourceName begin(LabelingPlan plan, Instant now) {
        return taskOf(start(plan, now).name());
    }

    /**
     * A task as it stands.
     *
     * @throws NotFound if there is none of this name
     */
    public LabelingTask get(ResourceName name) {
        return transactions.read(() -> store.find(name)).orElseThrow(() -> new NotFound(name));
    }

    /**
     * Tasks of a project, in the order of their creation. A page holds fewer than asked for if they have many labels.
     *
     * @param person only those that admit this person; null for all
     * @param openOnly only those that are not closed
     */
    public Page<LabelingTask> list(ResourceName project, @Nullable Person person, boolean openOnly, PageRequest page) {
        return transactions.read(() -> {
            List<LabelingTask> found = page.gather(
                    (last, limit) -> store.list(
                            project,
                            person,
                            openOnly,
                            new PageRequest(limit - 1, last == null ? page.after() : key(last), page.scope())),
                    TASKS_PER_READ,
                    LabelingTask::weight,
                    MAX_PAGE_BYTES);
            return page.page(found, LabelingTasks::key, LabelingTask::weight, MAX_PAGE_BYTES);
        });
    }

    private static List<String> key(LabelingTask task) {
        return List.of(task.name().id());
    }

    /**
     * Closes a task before it is done: nobody is asked any more, and nothing comes of it; the answers stay. One that is
     * closed, or gone with its dataset, is left as it is. Joins the caller's transaction.
     */
    public void cancel(ResourceName name, Instant now) {
        // Of a closed one the operation may be gone.
        if (store.find(name).filter(LabelingTask::isOpen).isPresent()) {
            cancellation.cancel(operationOf(name), now);
        }
    }
}
