package dev.assay.server.labeling;

import dev.assay.server.labeling.KnownTasks.KnownTask;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.labeling.QuestionStore.Lease;
import dev.assay.server.labeling.Returns.Expired;
import dev.assay.server.vocabulary.Counters;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where people get questions, hand in answers and give questions back. For what a question shows see {@link Questions},
 * for waiting until there is one {@link LeaseWaits}.
 */
public final class Desk {
    private static final int MAX_REASON_CHARACTERS = 1_000;
    private static final int MOST_TASKS = 100;

    private final KnownTasks tasks;
    private final LabelingTaskStore taskStore;
    private final Pool pool;
    private final Submission submission;
    private final Returns returns;
    private final Transactions transactions;
    private final Counters counters;

    @Inject
    Desk(
            KnownTasks tasks,
            LabelingTaskStore taskStore,
            Pool pool,
            Submission submission,
            Returns returns,
            Transactions transactions,
            Counters counters) {
        this.tasks = tasks;
        this.taskStore = taskStore;
        this.pool = pool;
        this.submission = submission;
        this.returns = returns;
        this.transactions = transactions;
        this.counters = counters;
    }

    /**
     * Leases the next question to somebody. Whoever holds one already gets that one: a page that is loaded again takes
     * nothing from the others.
     *
     * @param scope a task; or a project, of whose tasks the one comes first that has given this person nothing for longest
     * @return empty if there is nothing for the person at the moment
     * @throws NotFound if there is no such task that admits the person
     * @throws WrongState if the task is closed
     */
    public Optional<Question> lease(Person person, ResourceName scope, Instant now) {
        Optional<Question> leased =
                scope.kind() == ResourceKind.TASK ? ofTask(person, scope, now) : ofProject(person, scope, now);
        leased.ifPresent(question -> count(question.leaseTime().equals(now) ? "leased" : "shown"));
        return leased;
    }

    private Optional<Question> ofTask(Person person, ResourceName name, Instant now) {
        KnownTask task = tasks.get(name);
        if (!task.plan().admits(person)) {
            throw new NotFound(name);
        }
        Optional<Question> leased = pool.next(task, person, now);
        if (leased.isEmpty()) {
            LabelingTask current = transactions.read(() -> taskStore.find(name)).orElseThrow(() -> new NotFound(name));
            if (!current.isOpen()) {
                throw Refusals.closed(current);
            }
        }
        return leased;
    }

    private Optional<Question> ofProject(Person person, ResourceName project, Instant now) {
        List<ResourceName> offering = transactions.read(() -> taskStore.offering(project, person, now, MOST_TASKS));
        for (ResourceName task : offering) {
            Optional<Question> leased = pool.next(tasks.get(task), person, now);
            if (leased.isPresent()) {
                return leased;
            }
        }
        return Optional.empty();
    }

    /**
     * Takes an answer. Repeating it is harmless: the same answer, or anything under the same request id, is taken as often
     * as it comes.
     *
     * @param number of the lease
     * @param requestId of the caller; may be empty
     * @throws InvalidArgument with everything that is wrong with the answer, which is kept as the question's draft
     * @throws WrongState if the person does not hold the question under this number; likewise
     * @throws NotFound if there is no such question
     */
    public void submit(
            ResourceName question, Person person, long number, Answer answer, String requestId, Instant now) {
        KnownTask task = tasks.get(question.ancestor(ResourceKind.TASK));
        if (submission.take(task, new Lease(question.id(), person, number), answer, requestId, now)) {
            count("answered");
        }
    }

    /**
     * Refuses an answer of which not everything can be read: what can be is kept as the question's draft.
     *
     * @return the refusal; it says so if a draft was kept, which is only done for the person whose question it is
     */
    public InvalidArgument refuse(InvalidArgument refusal, ResourceName question, Person person, Answer readable) {
        KnownTask task;
        try {
            task = tasks.get(question.ancestor(ResourceKind.TASK));
        } catch (NotFound unknown) {
            return refusal;
        }
        return submission.refuse(refusal, task, question, person, readable);
    }

    /**
     * Takes a question back from somebody who does not want it; they are not asked again. Once enough people have skipped
     * an item nobody is.
     *
     * @param reason for whoever reads why; may be empty
     * @throws WrongState if the person does not hold the question under this number
     * @throws NotFound if there is no such question
     */
    public void skip(ResourceName question, Person person, long number, String reason, Instant now) {
        if (reason.length() > MAX_REASON_CHARACTERS) {
            throw InvalidArgument.of(
                    "reason", "must be at most " + MAX_REASON_CHARACTERS + " characters, got " + reason.length());
        }
        giveBack(question, new Lease(question.id(), person, number), State.SKIPPED, reason, now);
    }

    /**
     * Takes a question back from somebody who may well be asked again.
     *
     * @throws WrongState if the person does not hold the question under this number
     * @throws NotFound if there is no such question
     */
    public void release(ResourceName question, Person person, long number, Instant now) {
        giveBack(question, new Lease(question.id(), person, number), State.RELEASED, "", now);
    }

    private void giveBack(ResourceName question, Lease lease, State to, String reason, Instant now) {
        KnownTask task = tasks.get(question.ancestor(ResourceKind.TASK));
        if (returns.take(task, lease, to, reason, now)) {
            count(to == State.SKIPPED ? "skipped" : "released");
        }
    }

    /**
     * Gives questions back whose time is over, some at once. For the clock.
     *
     * @return whether there may be more
     */
    public boolean expireSome(Instant now) {
        Expired expired = returns.expireSome(now);
        if (expired.count() > 0) {
            counters.add("assay.questions", expired.count(), "what", "expired");
        }
        return expired.more();
    }

    private void count(String what) {
        counters.add("assay.questions", 1, "what", what);
    }
}
