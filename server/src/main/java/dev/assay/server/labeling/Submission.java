package dev.assay.server.labeling;

import dev.assay.server.dataset.DataItem.Nothing;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.labeling.Judge.Said;
import dev.assay.server.labeling.KnownTasks.KnownTask;
import dev.assay.server.labeling.Question.State;
import dev.assay.server.labeling.QuestionStore.ItemState;
import dev.assay.server.labeling.QuestionStore.Lease;
import dev.assay.server.labeling.checks.AnswerChecks;
import dev.assay.server.labeling.checks.AnswerForm;
import dev.assay.server.vocabulary.InvalidArgument;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.Unavailable;
import dev.assay.server.vocabulary.Violations;
import dev.assay.server.vocabulary.WrongState;
import dev.assay.server.work.WorkStore;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes answers: checks them, counts them, and decides whether their item needs more. */
final class Submission {
    private static final int MAX_COMMENT_CHARACTERS = 1_000;
    private static final int MAX_ANSWER_CHARACTERS = 4 << 20;
    private static final int MAX_TRIES = 3;

    private final QuestionStore store;
    private final AnswerStore answers;
    private final WorkStore work;
    private final Refusals refusals;
    private final ItemPayloads payloads;
    private final Transactions transactions;

    @Inject
    Submission(
            QuestionStore store,
            AnswerStore answers,
            WorkStore work,
            Refusals refusals,
            ItemPayloads payloads,
            Transactions transactions) {
        this.store = store;
        this.answers = answers;
        this.work = work;
        this.refusals = refusals;
        this.payloads = payloads;
        this.transactions = transactions;
    }

    /**
     * Takes an answer; one that was taken before under the same number is taken again if it is the same, or came under the
     * same request id.
     *
     * @return whether it was not taken before
     * @throws InvalidArgument if it is no answer to the question; it is kept as the question's draft
     * @throws WrongState if the person does not hold the question; likewise
     * @throws NotFound if there is no such question
     */
    boolean take(KnownTask task, Lease lease, Answer answer, String requestId, Instant now) {
        AnswerText text = answer.text();
        if (text.length() > MAX_ANSWER_CHARACTERS) {
            throw InvalidArgument.of(
                    "answer", "must be at most " + MAX_ANSWER_CHARACTERS + " characters, got " + text.length());
        }
        try {
            check(task, lease, answer);
        } catch (InvalidArgument invalid) {
            throw refusals.keepingDraft(invalid, task, lease.question(), lease.person(), text);
        }
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            if (tryTaking(task, lease, text, requestId, now)) {
                return true;
            }
            WrongState refusal = refusals.reason(task, lease, now);
            if (refusal != null && isRepeated(task, lease, text, requestId)) {
                return false;
            } else if (refusal != null) {
                throw refusals.keepingDraft(refusal, task, lease, text);
            }
        }
        throw new Unavailable("the question changed again and again", null);
    }

    /** See {@link Desk#refuse}. */
    InvalidArgument refuse(
            InvalidArgument refusal, KnownTask task, ResourceName question, Person person, Answer readable) {
        AnswerText text = readable.text();
        return text.length() > MAX_ANSWER_CHARACTERS
                ? refusal
                : refusals.keepingDraft(refusal, task, question.id(), person, text);
    }

    private void check(KnownTask task, Lease lease, Answer answer) {
        LabelingPlan plan = task.plan();
        AnswerForm form = new AnswerForm(
                plan.annotationType(), Set.copyOf(plan.labelNames()), plan.multiLabel(), plan.sentiment());
        Violations violations = new Violations();
        violations.require(
                answer.comment().length() <= MAX_COMMENT_CHARACTERS,
                "answer.comment",
                "must be at most " + MAX_COMMENT_CHARACTERS + " characters, got "
                        + answer.comment().length());
        AnswerChecks.check(form, answer.annotations(), () -> payload(task, lease), violations);
        violations.throwIfAny();
    }

    private Payload payload(KnownTask task, Lease lease) {
        return transactions
                .read(() -> store.find(task.key(), lease.question()))
                .map(question -> payloads.of(task.plan().dataset(), question.itemId()))
                .orElseGet(Nothing::new);
    }

    private boolean tryTaking(KnownTask task, Lease lease, AnswerText text, String requestId, Instant now) {
        try {
            return transactions.write(() -> {
                Optional<ItemState> counted =
                        store.countAnswer(task.key(), lease, task.plan().people(), now);
                if (counted.isEmpty()) {
                    return false;
                }
                if (!store.setAnswer(lease, text, requestId, now)) {
                    throw new Undone();
                }
                if (isLast(task, counted.get(), now)) {
                    work.wake(LabelingTasks.operationOf(task.key().name()).toString(), now);
                }
                return true;
            });
        } catch (Undone leaseEnded) {
            return false;
        }
    }

    /** Judges an item that all have answered who were asked; answers whether its task seems to be over. */
    private boolean isLast(KnownTask task, ItemState item, Instant now) {
        if (item.isDone() || item.answered() < item.wanted()) {
            return item.isLast();
        }
        List<Said> said = answers.ofItem(task.key().number(), item.number()).stream()
                .map(given -> new Said(given.person(), Answer.of(given.answer())))
                .toList();
        int more = Judges.of(task.plan()).more(said, item.most());
        if (more > 0) {
            store.askMore(task.key(), item.number(), Math.min(more, item.most() - item.answered()), now);
            return false;
        }
        return store.finish(task.key(), item.number(), now);
    }

    private boolean isRepeated(KnownTask task, Lease lease, AnswerText text, String requestId) {
        return transactions
                .read(() -> store.find(task.key(), lease.question()))
                .filter(question -> question.state() == State.ANSWERED
                        && question.person().equals(lease.person())
                        && question.number() == lease.number())
                .filter(question -> text.equals(question.answer())
                        || (!requestId.isEmpty() && requestId.equals(question.requestId())))
                .isPresent();
    }
}
