package dev.assay.server.labeling;

import dev.assay.server.labeling.KnownTasks.KnownTask;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.labeling.QuestionStore.Lease;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says why a question cannot be dealt with as asked, and sees to it that no work is lost over it. */
final class Refusals {
    /** In the details of a refusal: the question that keeps the answer as its draft. */
    static final String DRAFT_OF = "draft_of";

    private final LabelingTaskStore tasks;
    private final QuestionStore store;
    private final Transactions transactions;

    @Inject
    Refusals(LabelingTaskStore tasks, QuestionStore store, Transactions transactions) {
        this.tasks = tasks;
        this.store = store;
        this.transactions = transactions;
    }

    /**
     * Why somebody cannot do something with a question; null if they hold it, after all.
     *
     * @throws NotFound if there is no such question
     */
    @Nullable
    WrongState reason(KnownTask task, Lease lease, Instant now) {
        ResourceName name = task.key().name().child(ResourceKind.QUESTION, lease.question());
        return transactions.read(() -> {
            Question question = store.find(task.key(), lease.question()).orElseThrow(() -> new NotFound(name));
            if (!question.person().equals(lease.person())) {
                return new WrongState("NOT_YOUR_QUESTION", name + " is for somebody else than " + lease.person());
            }
            LabelingTask current = tasks.find(task.key().name())
                    .orElseThrow(() -> new NotFound(task.key().name()));
            if (!current.isOpen()) {
                return closed(current);
            }
            return ofState(question, lease, now);
        });
    }

    /** Why a task asks nobody any more. */
    static WrongState closed(LabelingTask task) {
        return new WrongState(
                "TASK_CLOSED",
                "task " + task.name() + " has been closed since " + task.closeTime() + " (" + task.closeReason() + ")");
    }

    private static @Nullable WrongState ofState(Question question, Lease lease, Instant now) {
        if (question.state() == State.ANSWERED) {
            return new WrongState("ALREADY_ANSWERED", question.name() + " was answered at " + question.endTime());
        } else if (question.state() == State.SKIPPED) {
            return new WrongState("ALREADY_SKIPPED", question.name() + " was skipped at " + question.endTime());
        } else if (question.number() != lease.number()) {
            return new WrongState(
                    "LEASE_NOT_CURRENT",
                    question.name() + " was leased again since: its number is " + question.number() + ", not "
                            + lease.number());
        } else if (question.state() == State.RELEASED) {
            return new WrongState("LEASE_GIVEN_BACK", question.name() + " was given back at " + question.endTime());
        } else if (question.state() == State.EXPIRED || !now.isBefore(question.leaseEnd())) {
            return new WrongState(
                    "LEASE_EXPIRED",
                    question.name() + " was yours until " + question.leaseEnd()
                            + " and has gone back to the others; lease the next question");
        }
        return null;
    }

    /** The refusal of an answer: the answer is kept as the question's draft if it can be, and the refusal says so. */
    InvalidArgument keepingDraft(
            InvalidArgument refusal, KnownTask task, String question, Person person, AnswerText answer) {
        return keep(task, question, person, answer) ? refusal.with(draftOf(task, question)) : refusal;
    }

    /** Likewise. */
    WrongState keepingDraft(WrongState refusal, KnownTask task, Lease lease, AnswerText answer) {
        return keep(task, lease.question(), lease.person(), answer)
                ? new WrongState(
                        refusal.reason(),
                        refusal.getMessage() + "; your answer is kept as the question's draft",
                        draftOf(task, lease.question()))
                : refusal;
    }

    private boolean keep(KnownTask task, String question, Person person, AnswerText answer) {
        return transactions.write(() -> store.keepDraft(task.key(), question, person, answer));
    }

    private static Map<String, String> draftOf(KnownTask task, String question) {
        return Map.of(
                DRAFT_OF,
                task.key().name().child(ResourceKind.QUESTION, question).toString());
    }
}
