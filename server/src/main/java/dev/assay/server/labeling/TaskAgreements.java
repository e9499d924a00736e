package dev.assay.server.labeling;

import dev.assay.server.dataset.annotated.AnnotationType;
import dev.assay.server.labeling.AnswerStore.AnsweredItem;
import dev.assay.server.labeling.Judge.Said;
import dev.assay.server.labeling.agreement.AgreementTally;
import dev.assay.server.labeling.agreement.PairAgreement;
import dev.assay.server.labeling.agreement.PersonAnswer;
import dev.assay.server.labeling.agreement.TaskAgreement;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import dev.assay.server.vocabulary.WrongState;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the people of a task agree, and how good each of them seems to be. Reads all answers, some at a time. */
public final class TaskAgreements {
    private static final int ITEMS_PER_READ = 1_000;
    private static final long CHARACTERS_PER_READ = 4 << 20;

    private final LabelingTaskStore tasks;
    private final AnswerStore answers;
    private final Transactions transactions;

    @Inject
    TaskAgreements(LabelingTaskStore tasks, AnswerStore answers, Transactions transactions) {
        this.tasks = tasks;
        this.answers = answers;
        this.transactions = transactions;
    }

    /**
     * What there is to say.
     *
     * @param pairs of people who share items; none if there are too many
     * @param estimate of how good people are; null if nobody asked
     */
    public record Report(
            TaskAgreement agreement,
            List<PairAgreement> pairs,
            @Nullable Estimate estimate) {
        public Report {
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * The figures of a task.
     *
     * @param estimateQuality whether to estimate how good people are, too
     * @throws NotFound if there is no such task
     * @throws WrongState if it is not about labels of whole items, or too large to estimate
     */
    public Report of(ResourceName name, boolean estimateQuality) {
        LabelingTask task = transactions.read(() -> tasks.find(name)).orElseThrow(() -> new NotFound(name));
        LabelingPlan plan = task.plan();
        if (plan.annotationType() != AnnotationType.IMAGE_CLASSIFICATION_ANNOTATION
                && plan.annotationType() != AnnotationType.TEXT_CLASSIFICATION_ANNOTATION) {
            throw new WrongState(
                    "NOT_CLASSIFICATION",
                    "agreement is told of classifications; task " + name + " asks for " + plan.annotationType());
        }
        AgreementTally tally = new AgreementTally(plan.multiLabel());
        QualityEstimation estimation = estimateQuality ? QualityEstimation.of(plan) : null;
        long from = 0;
        List<AnsweredItem> some = read(task, from);
        while (!some.isEmpty()) {
            for (AnsweredItem item : some) {
                List<Said> said = TaskOutcomes.said(item);
                tally.add(said.stream().map(TaskAgreements::labels).toList());
                if (estimation != null) {
                    estimation.add(said);
                }
            }
            from = some.get(some.size() - 1).number() + 1;
            some = read(task, from);
        }
        return new Report(tally.figures(), tally.pairs(), estimation == null ? null : estimation.estimate());
    }

    private List<AnsweredItem> read(LabelingTask task, long from) {
        return transactions.read(() -> answers.withAnswers(task.number(), from, ITEMS_PER_READ, CHARACTERS_PER_READ));
    }

    static PersonAnswer labels(Said said) {
        HashSet<String> labels = new HashSet<>();
        said.answer()
                .annotations()
                .forEach(annotation -> labels.addAll(annotation.value().labels()));
        return new PersonAnswer(said.person().email(), labels);
    }
}
