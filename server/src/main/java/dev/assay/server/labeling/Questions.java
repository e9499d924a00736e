package dev.assay.server.labeling;

import dev.assay.server.dataset.DataItem.InlineImage;
import dev.assay.server.dataset.DataItem.Payload;
import dev.assay.server.dataset.annotated.Annotation;
import dev.assay.server.labeling.AnswerStore.GivenAnswer;
import dev.assay.server.labeling.KnownTasks.KnownTask;
import dev.assay.server.vocabulary.NotFound;
import dev.assay.server.vocabulary.ResourceKind;
import dev.assay.server.vocabulary.ResourceName;
import dev.assay.server.vocabulary.Transactions;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Shows questions to those who are asked. What a model predicted is not among what is shown, nor what others answered,
 * except where people work in turn.
 */
public final class Questions {
    private final KnownTasks tasks;
    private final QuestionStore store;
    private final AnswerStore answers;
    private final ItemPayloads payloads;
    private final Transactions transactions;

    @Inject
    Questions(
            KnownTasks tasks,
            QuestionStore store,
            AnswerStore answers,
            ItemPayloads payloads,
            Transactions transactions) {
        this.tasks = tasks;
        this.store = store;
        this.answers = answers;
        this.payloads = payloads;
        this.transactions = transactions;
    }

    /**
     * A question of a person, also one that is answered or given back, with its draft if it has one.
     *
     * @throws NotFound if there is none of this name, or it is somebody else's
     */
    public Question get(ResourceName name, Person person) {
        KnownTask task = tasks.get(name.ancestor(ResourceKind.TASK));
        return transactions
                .read(() -> store.find(task.key(), name.id()))
                .filter(question -> question.person().equals(person))
                .orElseThrow(() -> new NotFound(name));
    }

    /** What a question is about. */
    public Media media(Question question) {
        LabelingPlan plan = plan(question);
        return new Media(plan, payloads.of(plan.dataset(), question.itemId()), previous(question));
    }

    /** The whole image that a question is about, if it was logged inline. */
    public Optional<InlineImage> inlineImage(Question question) {
        return payloads.inlineImage(plan(question).dataset(), question.itemId());
    }

    /** What the task of a question asks for. */
    public LabelingPlan plan(Question question) {
        return tasks.get(question.name().ancestor(ResourceKind.TASK)).plan();
    }

    /**
     * What a question shows.
     *
     * @param plan of its task: the labels to choose from, and so on
     * @param previous what the person before left, to be confirmed or edited, where people work in turn
     */
    public record Media(LabelingPlan plan, Payload payload, List<Annotation> previous) {
        public Media {
            previous = List.copyOf(previous);
        }
    }

    private List<Annotation> previous(Question question) {
        KnownTask task = tasks.get(question.name().ancestor(ResourceKind.TASK));
        if (task.plan().aggregation() != Aggregation.IN_TURN) {
            return List.of();
        }
        List<GivenAnswer> given = transactions
                .read(() -> answers.ofItem(task.key().number(), question.item()))
                .stream()
                .takeWhile(answer -> !answer.person().equals(question.person()))
                .toList();
        return given.isEmpty()
                ? List.of()
                : Answer.of(given.get(given.size() - 1).answer()).annotations();
    }
}
