package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.labeling.AnswerStore.AnsweredItem;
import dev.assay.server.labeling.Judge.Said;
import dev.assay.server.labeling.Judge.Verdict;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.util.List;

/** What the answers to the items of a task come to. */
public final class TaskOutcomes {
    private static final long MAX_CHARACTERS = 4 << 20;

    private final AnswerStore answers;
    private final Transactions transactions;

    @Inject
    TaskOutcomes(AnswerStore answers, Transactions transactions) {
        this.answers = answers;
        this.transactions = transactions;
    }

    /** What the answers to an item come to. */
    public enum Kind {
        /** People agreed. */
        AGREED,
        /** People answered and did not agree. */
        UNSETTLED,
        /** Nobody answered: enough people skipped it. */
        UNANSWERED
    }

    /**
     * What one item came to.
     *
     * @param number of the item in its task
     * @param annotations what people agreed on, with how they voted; none if there is nothing to see, or no agreement
     */
    public record ItemOutcome(long number, String itemId, Kind kind, List<Annotation> annotations) {
        public ItemOutcome {
            annotations = List.copyOf(annotations);
        }
    }

    /**
     * Outcomes of items that wait for nobody any more, in the order of their numbers; fewer than asked for if their answers
     * are long, but at least one if there is any.
     *
     * @param from the first number
     */
    public List<ItemOutcome> after(LabelingTask task, long from, int limit) {
        Judge judge = Judges.of(task.plan());
        return transactions.read(() -> answers.answered(task.number(), from, limit, MAX_CHARACTERS)).stream()
                .map(item -> outcome(judge, item))
                .toList();
    }

    private static ItemOutcome outcome(Judge judge, AnsweredItem item) {
        List<Said> said = said(item);
        Verdict verdict = said.isEmpty() ? Verdict.NONE : judge.verdict(said);
        Kind kind = said.isEmpty() ? Kind.UNANSWERED : verdict.agreed() ? Kind.AGREED : Kind.UNSETTLED;
        return new ItemOutcome(item.number(), item.itemId(), kind, verdict.annotations());
    }

    static List<Said> said(AnsweredItem item) {
        return item.answers().stream()
                .map(given -> new Said(given.person(), Answer.of(given.answer())))
                .toList();
    }
}
